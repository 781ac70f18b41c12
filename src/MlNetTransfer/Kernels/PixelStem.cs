using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels;

/// <summary>A first convolution that reads pixels or planar floats of a few channels; <see cref="ConvolutionSpec.Input"/> is not read.</summary>
internal static class PixelStem
{
    /// <summary>Most input channels: with more, the blocked layout wastes little.</summary>
    public const int MaxChannels = 4;

    /// <summary>Reads <see cref="OperationBuffers.Pixels"/>; the border is zero after normalisation, as a network's own padding is.</summary>
    public static PreparedOperation PreparePixels(ConvolutionSpec spec, InputNormalization normalization, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Check(spec, weights.Length, bias.Length);
        if (spec.Shape.InputChannels != PixelBatch.ChannelCount)
        {
            throw new ArgumentException(FormattableString.Invariant($"Pixels have 3 channels; the convolution reads {spec.Shape.InputChannels}."), nameof(spec));
        }

        return new StemConvolution(spec, new PixelSource(normalization, spec.Shape.InputHeight, spec.Shape.InputWidth), weights, bias);
    }

    /// <summary>Reads planar [N, C, H, W] floats.</summary>
    public static PreparedOperation PreparePlanar(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Check(spec, weights.Length, bias.Length);
        ConvolutionShape shape = spec.Shape;
        return new StemConvolution(spec, new PlanarSource(shape.InputChannels, shape.InputHeight, shape.InputWidth), weights, bias);
    }

    private static void Check(ConvolutionSpec spec, int weightCount, int biasCount)
    {
        Convolution.Check(spec, weightCount, biasCount);
        if (spec.Shape.Groups != 1 || spec.Shape.InputChannels > MaxChannels)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A stem reads at most {MaxChannels} channels in one group, not {spec.Shape.InputChannels} in {spec.Shape.Groups}."), nameof(spec));
        }
    }
}
