namespace MlNetTransfer.Graphs.Operators;

/// <summary>Product over axes; inputs data, optional axes (none: all).</summary>
/// <param name="KeepDimensions">Whether reduced axes stay with size 1.</param>
/// <param name="NoopWithEmptyAxes">Whether empty axes mean no reduction.</param>
public sealed record ReduceProd(bool KeepDimensions = true, bool NoopWithEmptyAxes = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "ReduceProd";
}
