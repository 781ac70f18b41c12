using System.Buffers;
using MlNetTransfer.Imaging.Resampling;

namespace MlNetTransfer.Imaging.Warping;

/// <summary>Weights of one source axis for every fraction of a pixel that a position may have.</summary>
/// <remarks>
/// <para>A position p (in samples, the centre of sample i at i) weighs sample i by f((i - p) / max(scale, 1)), normalised to a sum of exactly 1 in
/// <see cref="Bits"/> bits. Positions are rounded to 1/256 of a sample, for wide filters to 1/64: below a hundredth of the filter's width.</para>
/// <para>The filters are those of <see cref="ResampleAxis"/>, so that a warp which only scales is that resize but for this rounding and the picture's edge.</para>
/// </remarks>
internal sealed class WarpAxis : IDisposable
{
    /// <summary>Bits after a weight's point.</summary>
    internal const int Bits = 14;

    private const int FinePhaseBits = 8;
    private const int CoarsePhaseBits = 6;
    private const int MostFineTaps = 12;

    private readonly int[] _weights;
    private readonly int[] _starts;

    /// <summary>Computes the weights.</summary>
    /// <param name="scale">Source samples for each step of the target.</param>
    /// <param name="interpolation">The filter.</param>
    internal WarpAxis(double scale, Interpolation interpolation)
    {
        double filterScale = interpolation == Interpolation.TensorFlowBilinear ? 1 : Math.Max(scale, 1);
        double support = ResampleAxis.Support(interpolation) * filterScale;
        TapCount = (int)Math.Ceiling(2 * support);
        PhaseBits = TapCount <= MostFineTaps ? FinePhaseBits : CoarsePhaseBits;
        int phaseCount = 1 << PhaseBits;
        _weights = ArrayPool<int>.Shared.Rent(phaseCount * TapCount);
        _starts = ArrayPool<int>.Shared.Rent(phaseCount);
        double[] taps = ArrayPool<double>.Shared.Rent(TapCount);
        for (int phase = 0; phase < phaseCount; phase++)
        {
            double fraction = (double)phase / phaseCount;
            _starts[phase] = (int)Math.Floor(fraction - support) + 1;
            for (int t = 0; t < TapCount; t++)
            {
                taps[t] = ResampleAxis.Filter(interpolation, (_starts[phase] + t - fraction) / filterScale);
            }

            RoundTo(taps.AsSpan(0, TapCount), _weights.AsSpan(phase * TapCount, TapCount));
        }

        ArrayPool<double>.Shared.Return(taps);
    }

    /// <summary>Samples that a position needs.</summary>
    internal int TapCount { get; }

    /// <summary>A position's fraction has this many bits.</summary>
    internal int PhaseBits { get; }

    /// <summary>First sample of each phase, relative to the position rounded down.</summary>
    internal ReadOnlySpan<int> Starts => _starts.AsSpan(0, 1 << PhaseBits);

    /// <summary><see cref="TapCount"/> weights for each phase.</summary>
    internal ReadOnlySpan<int> Weights => _weights.AsSpan(0, TapCount << PhaseBits);

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_weights);
        ArrayPool<int>.Shared.Return(_starts);
    }

    /// <summary>Rounds to fixed point; the largest weight takes what rounding leaves, so that a flat area stays as it is.</summary>
    private static void RoundTo(ReadOnlySpan<double> taps, Span<int> weights)
    {
        double sum = 0;
        foreach (double tap in taps)
        {
            sum += tap;
        }

        int rest = 1 << Bits;
        int largest = 0;
        for (int t = 0; t < taps.Length; t++)
        {
            weights[t] = (int)Math.Round(taps[t] / sum * (1 << Bits));
            rest -= weights[t];
            largest = weights[t] > weights[largest] ? t : largest;
        }

        weights[largest] += rest;
    }
}
