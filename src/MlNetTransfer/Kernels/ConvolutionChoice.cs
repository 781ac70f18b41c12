namespace MlNetTransfer.Kernels;

/// <summary>Which algorithm computes a convolution: a pure function of its shape, never of batch size or thread count.</summary>
internal static class ConvolutionChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="shape">Sizes of the layer.</param>
    /// <param name="allowWinograd">False in the precise numeric mode.</param>
    public static ConvolutionAlgorithm For(ConvolutionShape shape, bool allowWinograd)
    {
        if (shape.Groups > 1)
        {
            bool depthwise = shape.GroupInputChannels == 1 && shape.GroupOutputChannels == 1;
            return depthwise ? ConvolutionAlgorithm.Depthwise : ConvolutionAlgorithm.Grouped;
        }

        if (shape is { InputHeight: 1, InputWidth: 1, KernelHeight: 1, KernelWidth: 1, RequiredHalo: 0 })
        {
            return ConvolutionAlgorithm.Dense;
        }

        return allowWinograd ? WinogradOrDirect(shape) : ConvolutionAlgorithm.Direct;
    }

    private static ConvolutionAlgorithm WinogradOrDirect(ConvolutionShape shape) => ConvolutionAlgorithm.Direct;
}
