namespace MlNetTransfer.Graphs.Operators;

/// <summary>Permuted axes.</summary>
/// <param name="Permutation">Source axis of each output axis; null reverses all.</param>
public sealed record Transpose(IReadOnlyList<int>? Permutation = null) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Transpose";
}
