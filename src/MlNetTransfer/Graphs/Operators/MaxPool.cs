namespace MlNetTransfer.Graphs.Operators;

/// <summary>Largest value in each window; padding never wins.</summary>
/// <param name="Window">Kernel size, strides, dilations and pads.</param>
/// <param name="CeilMode">Whether the output size is rounded up.</param>
public sealed record MaxPool(Window Window, bool CeilMode = false) : Operator
{
    /// <inheritdoc/>
    public override string Name => "MaxPool";
}
