using System.Runtime.CompilerServices;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Imaging.Adjustments;

/// <summary>Adds Gaussian noise, each channel of each pixel for itself.</summary>
/// <remarks>
/// Numbers come from a table of 4,096 equally likely normal quantiles (at (i + 0.5) / 4096, deviation corrected to 1; the largest is 3.7): five of them for each 64 random bits.
/// Quantiles by bisection of the error function's series.
/// </remarks>
internal static class PixelNoise
{
    private const int TableBits = 12;
    private const int TableSize = 1 << TableBits;
    private const int DrawsPerNumber = 5;
    private const int ScaleBits = 8;

    private static readonly Lazy<float[]> Quantiles = new(ComputeQuantiles);

    /// <summary>Adds noise.</summary>
    /// <param name="pixels">Changed in place.</param>
    /// <param name="deviation">Standard deviation in levels of 0 to 255.</param>
    /// <param name="random">Where the noise comes from.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(Span<byte> pixels, double deviation, SeededRandom random)
    {
        // Steps of 1/256 level, rounded when added: whole levels alone would make weak noise vanish or jump.
        Span<int> levels = stackalloc int[TableSize];
        float[] quantiles = Quantiles.Value;
        for (int i = 0; i < TableSize; i++)
        {
            levels[i] = (int)Math.Round(quantiles[i] * deviation * (1 << ScaleBits)) + (1 << (ScaleBits - 1));
        }

        for (int i = 0; i < pixels.Length;)
        {
            ulong bits = random.NextUInt64();
            int end = Math.Min(i + DrawsPerNumber, pixels.Length);
            for (; i < end; i++)
            {
                pixels[i] = (byte)Math.Clamp(((pixels[i] << ScaleBits) + levels[(int)(bits & (TableSize - 1))]) >> ScaleBits, 0, byte.MaxValue);
                bits >>= TableBits;
            }
        }
    }

    private static float[] ComputeQuantiles()
    {
        float[] table = new float[TableSize];
        double sum = 0;
        double quantile = 0;
        for (int i = TableSize / 2; i < TableSize; i++)
        {
            quantile = Quantile((i + 0.5) / TableSize, quantile);
            table[i] = (float)quantile;
            table[TableSize - 1 - i] = (float)-quantile;
            sum += 2 * quantile * quantile;
        }

        float correction = (float)(1 / Math.Sqrt(sum / TableSize));
        for (int i = 0; i < TableSize; i++)
        {
            table[i] *= correction;
        }

        return table;
    }

    private static double Quantile(double probability, double low)
    {
        double high = low + 1;
        for (int i = 0; i < 50; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = Cumulative(middle) < probability ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>1/2 + phi(x) (x + x^3/3 + x^5/15 + ...), the series of Marsaglia 2004.</summary>
    private static double Cumulative(double x)
    {
        double term = x;
        double sum = x;
        for (int n = 3; term > 1e-16; n += 2)
        {
            term *= x * x / n;
            sum += term;
        }

        return 0.5 + (sum * Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI));
    }
}
