namespace MlNetTransfer.Tests.References;

/// <summary>Reduced inverse transforms as sums of products with constants of 13 fraction bits, in 64 bits: column by column, then row by row.</summary>
internal static class JpegReducedDctReference
{
    private const int Size = 8;

    // Sample = mean * 2^(bits of the mean) + sum of weight * coefficient; factors of the coefficients 1 to 7 for the samples of one axis.
    private static readonly double[,] Four =
    {
        { 2.562915447, 1.847759065, 0.899976223, 0, -0.601344887, -0.765366865, -0.509795579 },
        { 1.061594337, -1.847759065, -2.172734803, 0, 1.451774981, 0.765366865, -0.211164243 },
        { -1.061594337, -1.847759065, 2.172734803, 0, -1.451774981, 0.765366865, 0.211164243 },
        { -2.562915447, 1.847759065, -0.899976223, 0, 0.601344887, -0.765366865, 0.509795579 },
    };

    private static readonly double[,] Two =
    {
        { 3.624509785, 0, -1.272758580, 0, 0.850430095, 0, -0.720959822 },
        { -3.624509785, 0, 1.272758580, 0, -0.850430095, 0, 0.720959822 },
    };

    /// <summary>Transforms blocks that lie beside each other.</summary>
    public static byte[] Transform(short[] coefficients, short[] multipliers, int side)
    {
        int count = coefficients.Length / (Size * Size);
        byte[] samples = new byte[side * side * count];
        for (int b = 0; b < count; b++)
        {
            long[] block = [.. multipliers.Select((m, i) => (long)m * coefficients[(b * Size * Size) + i])];
            for (int y = 0; y < side; y++)
            {
                for (int x = 0; x < side; x++)
                {
                    samples[(y * side * count) + (b * side) + x] = (byte)(Math.Clamp(Sample(block, side, y, x), -128, 127) + 128);
                }
            }
        }

        return samples;
    }

    private static long Sample(long[] block, int side, int y, int x)
    {
        if (side == 1)
        {
            return (block[0] + 4) >> 3;
        }

        int meanBits = side == 4 ? 14 : 15;
        long[] row = [.. Enumerable.Range(0, Size).Select(c => Axis([.. Enumerable.Range(0, Size).Select(r => block[(r * Size) + c])], side, y, meanBits - 2))];
        return Axis(row, side, x, meanBits + 5);
    }

    private static long Axis(long[] values, int side, int sample, int shift)
    {
        double[,] factors = side == 4 ? Four : Two;
        long sum = (values[0] << (side == 4 ? 14 : 15)) + (1L << (shift - 1));
        for (int i = 1; i < Size; i++)
        {
            sum += (long)Math.Round(factors[sample, i - 1] * (1 << 13)) * values[i];
        }

        return sum >> shift;
    }
}
