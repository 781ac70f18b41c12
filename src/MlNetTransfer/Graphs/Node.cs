using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs;

/// <summary>One operation of a graph.</summary>
/// <param name="Name">For messages; unique where the file gave unique names.</param>
/// <param name="Operator">What is computed, with its attributes.</param>
/// <param name="Inputs">Names of the values read, in the operator's order; empty for an optional input that is absent.</param>
/// <param name="Outputs">Names of the values written; each is written by exactly one node.</param>
public sealed record Node(string Name, Operator Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Operator.Name} '{Name}' ({string.Join(", ", Inputs)}) -> ({string.Join(", ", Outputs)})";
}
