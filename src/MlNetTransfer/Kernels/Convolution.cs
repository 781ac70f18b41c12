namespace MlNetTransfer.Kernels;

/// <summary>Convolutions over blocked activations.</summary>
internal static class Convolution
{
    /// <summary>Packs the weights and fixes every choice.</summary>
    public static PreparedOperation Prepare(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        throw new NotSupportedException("Being written.");
}
