namespace MlNetTransfer.Graphs.Operators;

/// <summary>Part of a tensor; inputs data, starts, ends, optional axes, optional steps.</summary>
public sealed record Slice : Operator
{
    /// <inheritdoc/>
    public override string Name => "Slice";
}
