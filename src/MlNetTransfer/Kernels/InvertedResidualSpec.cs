namespace MlNetTransfer.Kernels;

/// <summary>A chain to prepare as one operation: pointwise expansion (or none), depthwise convolution, pointwise projection (or none).</summary>
/// <remarks>
/// Layouts between the links do not matter, since what lies between them never leaves the cache: only the first link's input, the last link's output
/// and the projection's residual are read. Widths, heights and channels must follow from link to link.
/// </remarks>
internal sealed record InvertedResidualSpec
{
    /// <summary>1x1, stride 1, no padding; null where the depthwise convolution reads the input itself.</summary>
    public ConvolutionSpec? Expand { get; init; }

    /// <summary>Each channel by itself. Its input's halo matters only where there is no expansion.</summary>
    public required ConvolutionSpec Depthwise { get; init; }

    /// <summary>1x1, stride 1, no padding; null where the depthwise convolution's output is the result.</summary>
    public ConvolutionSpec? Project { get; init; }

    /// <summary>Layout of the result.</summary>
    public BlockedLayout Output => (Project ?? Depthwise).Output;

    /// <summary>Layout of the operand.</summary>
    public BlockedLayout Input => (Expand ?? Depthwise).Input;
}
