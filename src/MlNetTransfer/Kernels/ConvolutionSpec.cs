namespace MlNetTransfer.Kernels;

/// <summary>A convolution to prepare: output = activation(conv(input) + bias + residual).</summary>
internal sealed record ConvolutionSpec
{
    /// <summary>Sizes.</summary>
    public required ConvolutionShape Shape { get; init; }

    /// <summary>Layout of <see cref="OperationBuffers.Input"/>, halo at least <see cref="ConvolutionShape.RequiredHalo"/>. Not read by stems.</summary>
    public BlockedLayout Input { get; init; }

    /// <summary>Layout of <see cref="OperationBuffers.Output"/>.</summary>
    public required BlockedLayout Output { get; init; }

    /// <summary>Layout of <see cref="OperationBuffers.Second"/>, added before the activation; null for none.</summary>
    public BlockedLayout? Residual { get; init; }

    /// <summary>Applied last.</summary>
    public Activation Activation { get; init; }

    /// <summary>Whether Winograd's algorithms may be chosen.</summary>
    public bool AllowWinograd { get; init; } = true;
}
