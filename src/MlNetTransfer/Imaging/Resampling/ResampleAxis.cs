using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Resampling;

/// <summary>Weights of one axis: which source samples make each output sample, and how much of each. Immutable and shared.</summary>
/// <remarks>
/// <para>Output sample i has its centre at c = (i + 0.5) x scale in the source, scale = source size / output size. Every source sample x within the filter's
/// support (times the scale where that is above 1: the antialiasing) weighs f((x - c + 0.5) / max(scale, 1)), normalised to a sum of 1 and rounded to
/// <see cref="ResampleFixedPoint.Bits"/> bits after the point.</para>
/// <para>Source: Pillow 9.4, Resample.c (the arithmetic is the same, so that the results are, bit by bit); Keys 1981 for the cubic, a = -0.5.</para>
/// </remarks>
internal sealed class ResampleAxis
{
    private const double CubicA = -0.5;
    private const int LargestCachedSize = 1 << 16;

    // Weights of the sizes seen last; a slot is read and written whole, so that threads need no lock and at worst compute weights twice.
    private static readonly ResampleAxis?[] Cache = new ResampleAxis?[64];

    private readonly ResampleAxisKey _key;
    private readonly int[] _starts;
    private readonly int[] _counts;
    private readonly int[] _weights;

    private ResampleAxis(ResampleAxisKey key)
    {
        _key = key;
        if (IsCopy)
        {
            TapCount = 1;
            _starts = [.. Enumerable.Range(key.First, key.Count)];
            _counts = new int[key.Count];
            _weights = new int[key.Count];
            Array.Fill(_counts, 1);
            Array.Fill(_weights, 1 << ResampleFixedPoint.Bits);
            (SourceStart, SourceEnd) = (key.First, key.First + key.Count);
            return;
        }

        double scale = (double)key.SourceSize / key.OutputSize;
        double filterScale = Math.Max(scale, 1.0);
        double support = Support(key.Interpolation) * filterScale;
        TapCount = ((int)Math.Ceiling(support) * 2) + 1;
        _starts = new int[key.Count];
        _counts = new int[key.Count];
        _weights = new int[checked(key.Count * TapCount)];
        double[] taps = new double[TapCount];
        for (int i = 0; i < key.Count; i++)
        {
            double center = (key.First + i + 0.5) * scale;
            int start = Math.Max(0, (int)(center - support + 0.5));
            int end = Math.Min(key.SourceSize, (int)(center + support + 0.5));
            _starts[i] = start;
            _counts[i] = end - start;
            FillWeights(taps.AsSpan(0, end - start), start - center + 0.5, filterScale);
            for (int t = 0; t < end - start; t++)
            {
                _weights[(i * TapCount) + t] = ToFixedPoint(taps[t]);
            }
        }

        SourceStart = _starts[0];
        SourceEnd = _starts[^1] + _counts[^1];
    }

    /// <summary>Number of output samples.</summary>
    internal int Count => _key.Count;

    /// <summary>Most source samples of an output sample, and the distance from one output sample's weights to the next one's.</summary>
    internal int TapCount { get; }

    /// <summary>First source sample that is needed.</summary>
    internal int SourceStart { get; }

    /// <summary>After the last source sample that is needed.</summary>
    internal int SourceEnd { get; }

    /// <summary>Whether the output is a part of the source, unchanged.</summary>
    internal bool IsCopy => _key.SourceSize == _key.OutputSize;

    /// <summary>First source sample of each output sample.</summary>
    internal ReadOnlySpan<int> Starts => _starts;

    /// <summary>Number of source samples of each output sample.</summary>
    internal ReadOnlySpan<int> Counts => _counts;

    /// <summary>Weights, <see cref="TapCount"/> for each output sample.</summary>
    internal ReadOnlySpan<int> Weights => _weights;

    /// <summary>Finds or computes the weights.</summary>
    internal static ResampleAxis Get(ResampleAxisKey key)
    {
        ref ResampleAxis? slot = ref Cache[(uint)key.GetHashCode() % (uint)Cache.Length];
        ResampleAxis? cached = Volatile.Read(ref slot);
        if (cached is not null && cached._key == key)
        {
            return cached;
        }

        ResampleAxis axis = new(key);
        if (axis._weights.Length <= LargestCachedSize)
        {
            Volatile.Write(ref slot, axis);
        }

        return axis;
    }

    /// <summary>Half the filter's width at scale 1, in samples.</summary>
    internal static double Support(Interpolation interpolation) => interpolation == Interpolation.Bicubic ? 2.0 : 1.0;

    /// <summary>The filter at a distance from its centre.</summary>
    internal static double Filter(Interpolation interpolation, double x) =>
        interpolation == Interpolation.Bicubic ? Cubic(x) : Triangle(x);

    private static int ToFixedPoint(double weight) =>
        (int)((weight < 0 ? -0.5 : 0.5) + (weight * (1 << ResampleFixedPoint.Bits)));

    private static double Cubic(double x)
    {
        x = Math.Abs(x);
        if (x < 1.0)
        {
            return ((((CubicA + 2.0) * x) - (CubicA + 3.0)) * x * x) + 1;
        }

        return x < 2.0 ? ((((x - 5) * x) + 8) * x - 4) * CubicA : 0.0;
    }

    private static double Triangle(double x) => Math.Max(0.0, 1.0 - Math.Abs(x));

    private void FillWeights(Span<double> taps, double firstDistance, double filterScale)
    {
        double sum = 0;
        for (int t = 0; t < taps.Length; t++)
        {
            double x = (t + firstDistance) * (1.0 / filterScale);
            taps[t] = Filter(_key.Interpolation, x);
            sum += taps[t];
        }

        for (int t = 0; t < taps.Length && sum != 0; t++)
        {
            taps[t] /= sum;
        }
    }
}
