namespace MlNetTransfer.Kernels;

/// <summary>Which algorithm computes a convolution: a pure function of its shape, never of batch size or thread count.</summary>
internal static class ConvolutionChoice
{
    /// <summary>Chooses.</summary>
    /// <param name="shape">Sizes of the layer.</param>
    /// <param name="allowWinograd">False in the precise numeric mode.</param>
    public static ConvolutionAlgorithm For(ConvolutionShape shape, bool allowWinograd) =>
        shape.Groups > 1 ? ConvolutionAlgorithm.Grouped : allowWinograd ? ConvolutionAlgorithm.Direct : ConvolutionAlgorithm.Direct;
}
