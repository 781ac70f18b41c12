// Smoothing of unfinished progressive pictures: estimates the first nine AC coefficients of a block, and its mean where no
// AC data has come at all, from the means of the 5 x 5 blocks around it (T.81 K.8.2 widened, as libjpeg-turbo 2.1.5 does).
// num = Q00 * sum(weights .* means); estimate = (num + sign * 128 q) / (256 q), truncated, at most 2^Al - 1 where Al bits
// are missing. Only zero coefficients that are not known exactly are touched. Exact integers in 64 bits.
namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Estimates coefficients that a progressive file has not given yet.</summary>
internal static class JpegBlockSmoother
{
    /// <summary>Coefficients whose precision matters: the mean and nine more.</summary>
    public const int SmoothedCount = 10;

    private const int BlockSize = JpegInverseDct.BlockSize;
    private const int Window = 5;
    private const int Area = Window * Window;
    private const int EstimateBits = 8;

    // Rows: coefficients 1 to 9 in zigzag order, then the mean. Weights of the means around, row by row; for blocks without AC data.
    private static readonly short[] MeanOnlyWeights =
    [
        -1, -1, 0, 1, 1, -3, 13, 0, -13, 3, -3, 38, 0, -38, 3, -3, 13, 0, -13, 3, -1, -1, 0, 1, 1,
        -1, -3, -3, -3, -1, -1, 13, 38, 13, -1, 0, 0, 0, 0, 0, 1, -13, -38, -13, 1, 1, 3, 3, 3, 1,
        0, 0, 1, 0, 0, 0, 2, 7, 2, 0, 0, -5, -14, -5, 0, 0, 2, 7, 2, 0, 0, 0, 1, 0, 0,
        -1, 0, 0, 0, 1, 0, 9, 0, -9, 0, 0, 0, 0, 0, 0, 0, -9, 0, 9, 0, 1, 0, 0, 0, -1,
        0, 0, 0, 0, 0, 0, 2, -5, 2, 0, 1, 7, -14, 7, 1, 0, 2, -5, 2, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, 2, 0, -2, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, -3, 1, 0, 0, 0, 0, 0, 0, 0, -1, 3, -1, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, 0, -1, 0, 0, -3, 0, 3, 0, 0, 1, 0, -1, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, -1, -2, -1, 0, 0, 0, 0, 0, 0,
        -2, -6, -8, -6, -2, -6, 6, 42, 6, -6, -8, 42, 152, 42, -8, -6, 6, 42, 6, -6, -2, -6, -8, -6, -2,
    ];

    // Rows: coefficients 1 to 5; for blocks with some AC data.
    private static readonly short[] PartialWeights =
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -7, 50, 0, -50, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, -7, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, -50, 0, 0, 0, 0, 7, 0, 0,
        0, 0, -1, 0, 0, 0, 0, 13, 0, 0, 0, 0, -24, 0, 0, 0, 0, 13, 0, 0, 0, 0, -1, 0, 0,
        0, -1, 0, 1, 0, -1, 10, 0, -10, 1, 0, 0, 0, 0, 0, 1, -10, 0, 10, -1, 0, 1, 0, -1, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, 13, -24, 13, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Whether smoothing applies: all means are known, some of the other coefficients are not, and no divisor is zero.</summary>
    public static bool Applies(JpegFrame frame)
    {
        bool isUseful = false;
        foreach (JpegComponent c in frame.Components)
        {
            if (c.Quantization is null || c.MissingBits[0] < 0)
            {
                return false;
            }

            for (int i = 0; i < SmoothedCount; i++)
            {
                if (c.Quantization[JpegTables.RowOrder[i]] == 0)
                {
                    return false;
                }

                isUseful |= i > 0 && c.MissingBits[i] != 0;
            }
        }

        return frame.IsProgressive && isUseful;
    }

    /// <summary>Copies one row of blocks with estimates put in.</summary>
    /// <param name="row">Which row of which component.</param>
    /// <param name="target">Room for the blocks of the row that hold samples.</param>
    public static void SmoothRow(in JpegSmoothedRow row, Span<short> target)
    {
        JpegComponent c = row.Component;
        ReadOnlySpan<int> missing = row.MissingBits;
        bool isMeanOnly = !missing[1..SmoothedCount].ContainsAnyExcept(-1);
        Span<int> means = stackalloc int[Area];
        for (int x = 0; x < c.BlocksAcross; x++)
        {
            Span<short> block = target.Slice(x * BlockSize, BlockSize);
            c.Coefficients.AsSpan(((row.Row(0) * c.BlockStride) + x) * BlockSize, BlockSize).CopyTo(block);
            for (int dy = 0; dy < Window; dy++)
            {
                int line = row.Row(dy - 2) * c.BlockStride;
                for (int dx = 0; dx < Window; dx++)
                {
                    means[(dy * Window) + dx] = c.Coefficients[(line + Column(x + dx - 2, c.BlocksAcross)) * BlockSize];
                }
            }

            Estimate(block, means, c.Quantization, isMeanOnly ? missing : missing[..6]);
        }
    }

    // The nearest column there is; but of two columns libjpeg-turbo 2.1.5 takes the first for those right of the second.
    private static int Column(int x, int count) => count == 2 && x >= count ? 0 : Math.Clamp(x, 0, count - 1);

    private static void Estimate(Span<short> block, ReadOnlySpan<int> means, ReadOnlySpan<ushort> quantization, ReadOnlySpan<int> missing)
    {
        bool isMeanOnly = missing.Length == SmoothedCount;
        ReadOnlySpan<short> weights = isMeanOnly ? MeanOnlyWeights : PartialWeights;
        for (int i = 1; i < missing.Length; i++)
        {
            int place = JpegTables.RowOrder[i];
            if (missing[i] != 0 && block[place] == 0)
            {
                long sum = Sum(weights.Slice((i - 1) * Area, Area), means) * quantization[0];
                long limit = missing[i] > 0 ? (1L << missing[i]) - 1 : long.MaxValue;
                block[place] = unchecked((short)Divide(sum, quantization[place], limit));
            }
        }

        if (isMeanOnly)
        {
            long sum = Sum(weights.Slice((SmoothedCount - 1) * Area, Area), means) * quantization[0];
            block[0] = unchecked((short)Divide(sum, quantization[0], long.MaxValue));
        }
    }

    private static long Sum(ReadOnlySpan<short> weights, ReadOnlySpan<int> means)
    {
        long sum = 0;
        for (int i = 0; i < Area; i++)
        {
            sum += weights[i] * means[i];
        }

        return sum;
    }

    private static long Divide(long sum, long divisor, long limit)
    {
        long half = divisor << (EstimateBits - 1);
        long magnitude = Math.Min((half + Math.Abs(sum)) / (divisor << EstimateBits), limit);
        return sum >= 0 ? magnitude : -magnitude;
    }
}
