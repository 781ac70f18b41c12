namespace MlNetTransfer.Kernels.Rows;

/// <summary>See <see cref="ChannelNormalization"/>.</summary>
/// <remarks>Sums run in double precision: 16 partial sums, one for each lane of a block, over the blocks, then over the partial sums in order.</remarks>
internal sealed class ChannelNormalizationOperation(ChannelNormalizationSpec spec, BlockedLayout input, BlockedLayout output)
    : PixelBandOperation(input, output), IWeightedOperation
{
    private readonly float[] _gamma = spec.Gamma.ToArray();
    private readonly float[] _beta = spec.Beta.ToArray();

    /// <inheritdoc/>
    public int PackItemCount => 1;

    /// <inheritdoc/>
    public override int ScratchLength => Input.Blocks * BlockedLayout.Block;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        if (first < end)
        {
            weights[.._gamma.Length].CopyTo(_gamma);
            _beta.AsSpan().Clear();
            bias[..Math.Min(bias.Length, _beta.Length)].CopyTo(_beta);
        }
    }

    /// <inheritdoc/>
    protected override void RunPixel<TLanes>(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch)
    {
        Span<float> channels = scratch[..ScratchLength];
        Gather(input, channels);
        Span<float> real = channels[..Input.Channels];
        double mean = Sum(real, 0, squared: false) / Input.Channels;
        double variance = Sum(real, mean, squared: true) / Input.Channels;
        float centre = (float)mean;
        float scale = (float)(1 / Math.Sqrt(variance + spec.Epsilon));
        for (int c = 0; c < real.Length; c++)
        {
            real[c] = ((real[c] - centre) * scale * _gamma[c]) + _beta[c];
        }

        channels[Input.Channels..].Clear();
        Scatter(channels, output);
    }

    private static double Sum(ReadOnlySpan<float> values, double centre, bool squared)
    {
        Span<double> partial = stackalloc double[BlockedLayout.Block];
        partial.Clear();
        for (int c = 0; c < values.Length; c++)
        {
            double difference = values[c] - centre;
            partial[c % BlockedLayout.Block] += squared ? difference * difference : difference;
        }

        double sum = 0;
        foreach (double lane in partial)
        {
            sum += lane;
        }

        return sum;
    }
}
