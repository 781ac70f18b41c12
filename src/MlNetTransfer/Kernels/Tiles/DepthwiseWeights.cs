using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Weights of a depthwise convolution, packed as [vector of channels][kernel row][kernel column][lane].</summary>
internal static class DepthwiseWeights
{
    /// <summary>Where each tap lies, relative to the window's first pixel.</summary>
    public static int[] Taps(ConvolutionShape shape, BlockedLayout input)
    {
        int[] taps = new int[shape.KernelHeight * shape.KernelWidth];
        for (int i = 0; i < taps.Length; i++)
        {
            taps[i] = (i / shape.KernelWidth * shape.DilationY * input.RowStride) + (i % shape.KernelWidth * shape.DilationX * BlockedLayout.Block);
        }

        return taps;
    }

    /// <summary>Packs; padding channels get zeros.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="lanes">Floats in a vector.</param>
    /// <param name="weights">[C, 1, kernel row, kernel column].</param>
    /// <param name="bias">[C], or empty.</param>
    public static PackedWeights Pack(ConvolutionSpec spec, int lanes, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        int taps = spec.Shape.KernelHeight * spec.Shape.KernelWidth;
        int padded = spec.Output.Blocks * BlockedLayout.Block;
        PackedWeights packed = new(new AlignedBuffer(padded * taps), new AlignedBuffer(padded));
        packed.Weights.Span.Clear();
        Pack(weights, packed.Weights.Span, (lanes, taps), (0, spec.Shape.OutputChannels));
        TileBias.Set(packed.Bias.Span, bias);
        return packed;
    }

    /// <summary>Packs channels [First, End).</summary>
    public static void Pack(ReadOnlySpan<float> weights, Span<float> packed, (int Lanes, int Taps) size, (int First, int End) channels)
    {
        for (int c = channels.First; c < channels.End; c++)
        {
            WeightCopy.Scatter(weights.Slice(c * size.Taps, size.Taps), packed[((c / size.Lanes * size.Taps * size.Lanes) + (c % size.Lanes))..], size.Lanes);
        }
    }
}
