namespace MlNetTransfer.Graphs.Operators;

/// <summary>Mean of each window.</summary>
/// <param name="Window">Kernel size, strides, dilations and pads.</param>
/// <param name="CeilMode">Whether the output size is rounded up.</param>
/// <param name="CountIncludePad">Whether padding counts in the divisor.</param>
public sealed record AveragePool(Window Window, bool CeilMode = false, bool CountIncludePad = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "AveragePool";
}
