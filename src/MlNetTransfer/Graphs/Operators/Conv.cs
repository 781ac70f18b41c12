namespace MlNetTransfer.Graphs.Operators;

/// <summary>Two-dimensional convolution of X [N, C, H, W] with W [M, C/group, kH, kW] and optional bias B [M].</summary>
/// <param name="Window">Kernel size, strides, dilations and pads.</param>
/// <param name="Group">Number of channel groups.</param>
public sealed record Conv(Window Window, int Group = 1) : Operator
{
    /// <inheritdoc/>
    public override string Name => "Conv";
}
