namespace MlNetTransfer.Kernels;

/// <summary>Gradients of a convolution to prepare; sizes and layouts are those of the forward convolution y = conv(x).</summary>
internal sealed record ConvolutionGradientSpec
{
    /// <summary>Sizes of the forward convolution.</summary>
    public required ConvolutionShape Shape { get; init; }

    /// <summary>Layout of x, the forward input: read by the weight gradient, and by the input gradient where <see cref="Mask"/> is set. Not read by first layers.</summary>
    public BlockedLayout Input { get; init; }

    /// <summary>Layout of dY, the gradient of the forward output; <see cref="ConvolutionGradient.RequiredHalo"/> tells the halo that the input gradient needs.</summary>
    public BlockedLayout Output { get; init; }

    /// <summary>Layout of dX, the gradient of the forward input.</summary>
    public BlockedLayout InputGradient { get; init; }

    /// <summary>Layout of a gradient of x that arrives by another path and is added; null for none.</summary>
    public BlockedLayout? Addend { get; init; }

    /// <summary>The activation whose saved output is x: dX is kept where low &lt; x &lt; high and 0 elsewhere. None, or a clamp.</summary>
    public Activation Mask { get; init; }

    /// <summary>Whether Winograd's algorithms may be chosen.</summary>
    public bool AllowWinograd { get; init; } = true;
}
