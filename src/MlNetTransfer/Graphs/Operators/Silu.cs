namespace MlNetTransfer.Graphs.Operators;

/// <summary>x / (1 + exp(-x)), also called swish (Elfwing 2017; Ramachandran 2017).</summary>
/// <remarks>Made by <c>GraphOptimizer</c> from Sigmoid and Mul; never in a file: the writer expands it again.</remarks>
public sealed record Silu : Operator
{
    /// <inheritdoc/>
    public override string Name => "Silu";
}
