// Accurate integer forward transform and quantisation of one 8 x 8 block, rows first, then columns; the result is scaled by 8,
// which the quantisation takes out. Constants with 13 fraction bits, 2 more between passes.
// Source: Loeffler, Ligtenberg, Moschytz 1989; rounding as in libjpeg 6b, so that files come out as its own do.
// Reference: tests/MlNetTransfer.Tests/References/JpegDctReference.cs.
namespace MlNetTransfer.Imaging.Codecs;

/// <summary>The forward transform of the encoder.</summary>
internal static class JpegForwardDct
{
    private const int ConstantBits = 13;
    private const int PassBits = 2;
    private const int Side = 8;
    private const int ScaleBits = 3;

    // round(x * 2^13)
    private const int F0298 = 2446;
    private const int F0390 = 3196;
    private const int F0541 = 4433;
    private const int F0765 = 6270;
    private const int F0899 = 7373;
    private const int F1175 = 9633;
    private const int F1501 = 12299;
    private const int F1847 = 15137;
    private const int F1961 = 16069;
    private const int F2053 = 16819;
    private const int F2562 = 20995;
    private const int F3072 = 25172;

    /// <summary>Transforms samples minus 128 in place; the result is scaled by 8.</summary>
    public static void Transform(Span<int> block)
    {
        for (int r = 0; r < Side; r++)
        {
            Pass(block[(r * Side)..], 1, PassBits);
        }

        for (int c = 0; c < Side; c++)
        {
            Pass(block[c..], Side, -PassBits);
        }
    }

    /// <summary>Divides by eight times the quantisation table, rounding halves away from zero.</summary>
    /// <param name="block">Transformed block.</param>
    /// <param name="quantization">Quantisation table in row order.</param>
    /// <param name="target">Quantised coefficients in row order.</param>
    public static void Quantize(ReadOnlySpan<int> block, ReadOnlySpan<ushort> quantization, Span<short> target)
    {
        for (int i = 0; i < target.Length; i++)
        {
            int divisor = quantization[i] << ScaleBits;
            int magnitude = (Math.Abs(block[i]) + (divisor >> 1)) / divisor;
            target[i] = (short)(block[i] < 0 ? -magnitude : magnitude);
        }
    }

    // Eight values at a stride; scale: bits added (first pass) or, negative, taken out (second pass).
    private static void Pass(Span<int> v, int stride, int scale)
    {
        int s0 = v[0] + v[7 * stride];
        int d0 = v[0] - v[7 * stride];
        int s1 = v[stride] + v[6 * stride];
        int d1 = v[stride] - v[6 * stride];
        int s2 = v[2 * stride] + v[5 * stride];
        int d2 = v[2 * stride] - v[5 * stride];
        int s3 = v[3 * stride] + v[4 * stride];
        int d3 = v[3 * stride] - v[4 * stride];

        int e0 = s0 + s3;
        int e3 = s0 - s3;
        int e1 = s1 + s2;
        int e2 = s1 - s2;
        int shift = ConstantBits - scale;
        v[0] = scale > 0 ? (e0 + e1) << scale : Descale(e0 + e1, -scale);
        v[4 * stride] = scale > 0 ? (e0 - e1) << scale : Descale(e0 - e1, -scale);
        int z = (e2 + e3) * F0541;
        v[2 * stride] = Descale(z + (e3 * F0765), shift);
        v[6 * stride] = Descale(z - (e2 * F1847), shift);

        int z1 = (d3 + d0) * -F0899;
        int z2 = (d2 + d1) * -F2562;
        int z5 = (d3 + d1 + d2 + d0) * F1175;
        int z3 = ((d3 + d1) * -F1961) + z5;
        int z4 = ((d2 + d0) * -F0390) + z5;
        v[7 * stride] = Descale((d3 * F0298) + z1 + z3, shift);
        v[5 * stride] = Descale((d2 * F2053) + z2 + z4, shift);
        v[3 * stride] = Descale((d1 * F3072) + z2 + z3, shift);
        v[stride] = Descale((d0 * F1501) + z1 + z4, shift);
    }

    private static int Descale(int value, int bits) => (value + (1 << (bits - 1))) >> bits;
}
