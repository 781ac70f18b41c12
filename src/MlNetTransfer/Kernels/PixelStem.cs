using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels;

/// <summary>A first convolution that reads pixels or planar floats of up to four channels.</summary>
internal static class PixelStem
{
    /// <summary>Reads <see cref="OperationBuffers.Pixels"/>; the border is zero after normalisation.</summary>
    public static PreparedOperation PreparePixels(ConvolutionSpec spec, InputNormalization normalization, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Reads planar [N, C, H, W] floats.</summary>
    public static PreparedOperation PreparePlanar(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        throw new NotSupportedException("Being written.");
}
