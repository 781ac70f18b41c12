namespace MlNetTransfer.Runtime;

/// <summary>Reproducible random numbers: the same seed gives the same sequence on every platform and version.</summary>
/// <remarks>xoshiro256** seeded through splitmix64 (Blackman and Vigna, 2018). Not thread-safe; not for secrets.</remarks>
public sealed class SeededRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    /// <summary>Starts a sequence.</summary>
    /// <param name="seed">Any value; equal seeds give equal sequences.</param>
    public SeededRandom(long seed)
    {
        ulong state = (ulong)seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>Starts the sequence of one thing among many, such as a picture of an epoch: a pure function of the seed and the numbers that name the thing.</summary>
    /// <param name="seed">Any value.</param>
    /// <param name="path">What tells the thing from others; another number, order or count gives an unrelated sequence.</param>
    /// <returns>The sequence at its start.</returns>
    /// <remarks>The seed and each number pass through splitmix64's mixing, one after the other.</remarks>
    public static SeededRandom Derive(long seed, params ReadOnlySpan<long> path)
    {
        ulong state = (ulong)seed;
        ulong key = SplitMix(ref state);
        foreach (long step in path)
        {
            state = key + (ulong)step;
            key = SplitMix(ref state);
        }

        return new SeededRandom((long)key);
    }

    /// <summary>Returns 64 random bits.</summary>
    /// <returns>A value of the whole range.</returns>
    public ulong NextUInt64()
    {
        ulong result = ulong.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = ulong.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Returns an integer below a bound, each equally likely.</summary>
    /// <param name="bound">Exclusive upper bound, 1 or more.</param>
    /// <returns>0 to <paramref name="bound"/> - 1.</returns>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong range = (ulong)bound;
        ulong limit = ulong.MaxValue - (ulong.MaxValue % range);
        ulong value;
        do
        {
            value = NextUInt64();
        }
        while (value >= limit);
        return (int)(value % range);
    }

    /// <summary>Returns a number from 0 (inclusive) to 1 (exclusive) in steps of 2^-53.</summary>
    /// <returns>A number in [0, 1).</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Returns a number of the standard normal distribution.</summary>
    /// <returns>Mean 0, deviation 1.</returns>
    /// <remarks><b>Source</b>: Marsaglia's polar method (1964); the second number of each pair is not kept.</remarks>
    public double NextNormal()
    {
        while (true)
        {
            double x = (2 * NextDouble()) - 1;
            double y = (2 * NextDouble()) - 1;
            double square = (x * x) + (y * y);
            if (square is > 0 and < 1)
            {
                return x * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    /// <summary>Returns a number of the gamma distribution with scale 1.</summary>
    /// <param name="shape">Shape, above 0; the mean and the variance.</param>
    /// <returns>A number of 0 or more.</returns>
    /// <remarks><b>Source</b>: Marsaglia and Tsang 2000, "A simple method for generating gamma variables"; shapes below 1 by their section 6.</remarks>
    public double NextGamma(double shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shape);
        double boost = shape < 1 ? Math.Pow(1 - NextDouble(), 1 / shape) : 1;
        double d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal();
            double v = 1 + (c * x);
            v = v * v * v;
            if (v > 0 && Math.Log(1 - NextDouble()) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return boost * d * v;
            }
        }
    }

    /// <summary>Returns a number of the beta distribution.</summary>
    /// <param name="alpha">First shape, above 0.</param>
    /// <param name="beta">Second shape, above 0.</param>
    /// <returns>A number from 0 to 1; the mean is alpha / (alpha + beta).</returns>
    public double NextBeta(double alpha, double beta)
    {
        double x = NextGamma(alpha);
        double y = NextGamma(beta);

        // Both vanish only where the shapes are tiny; the distribution is then a coin.
        return x + y > 0 ? x / (x + y) : NextInt32(2);
    }

    /// <summary>Puts items into random order (Fisher and Yates).</summary>
    /// <typeparam name="T">Type of the items.</typeparam>
    /// <param name="items">Reordered in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
