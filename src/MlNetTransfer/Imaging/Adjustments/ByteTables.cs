using System.Runtime.CompilerServices;

namespace MlNetTransfer.Imaging.Adjustments;

/// <summary>Adjustments that replace each value of a channel by another one, whatever is beside it.</summary>
/// <remarks><b>Source</b>: Pillow 9.4 <c>ImageOps</c>, whose bytes these are: posterize, solarize, autocontrast (cutoff 0) and equalize.</remarks>
internal static class ByteTables
{
    private const int C = Image.ChannelCount;
    private const int Levels = 256;
    private const int LastLevel = Levels - 1;
    private const int BitCount = 8;

    /// <summary>Keeps the high bits of each value.</summary>
    internal static void Posterize(Span<byte> pixels, int bits)
    {
        byte mask = (byte)~((1 << (BitCount - bits)) - 1);
        Map(pixels, (table, _) =>
        {
            for (int i = 0; i < Levels; i++)
            {
                table[i] = (byte)(i & mask);
            }
        });
    }

    /// <summary>Inverts values from a threshold on.</summary>
    internal static void Solarize(Span<byte> pixels, int threshold) => Map(pixels, (table, _) =>
    {
        for (int i = 0; i < Levels; i++)
        {
            table[i] = (byte)(i < threshold ? i : LastLevel - i);
        }
    });

    /// <summary>Stretches each channel so that its least value becomes 0 and its greatest 255.</summary>
    internal static void StretchContrast(Span<byte> pixels) => Map(pixels, static (table, histogram) =>
    {
        int low = histogram.IndexOfAnyExcept(0);
        int high = histogram.LastIndexOfAnyExcept(0);
        double scale = high > low ? (double)LastLevel / (high - low) : 1;
        double offset = high > low ? -low * scale : 0;
        for (int i = 0; i < Levels; i++)
        {
            table[i] = (byte)Math.Clamp((int)((i * scale) + offset), 0, LastLevel);
        }
    });

    /// <summary>Makes each channel's values about equally frequent.</summary>
    internal static void Equalize(Span<byte> pixels) => Map(pixels, static (table, histogram) =>
    {
        int last = histogram.LastIndexOfAnyExcept(0);
        int total = 0;
        foreach (int count in histogram)
        {
            total += count;
        }

        int step = last < 0 || total == histogram[last] ? 0 : (total - histogram[last]) / LastLevel;
        int sum = step / 2;
        for (int i = 0; i < Levels; i++)
        {
            table[i] = (byte)(step == 0 ? i : Math.Min(sum / step, LastLevel));
            sum += histogram[i];
        }
    });

    private delegate void FillTable(Span<byte> table, ReadOnlySpan<int> histogram);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Map(Span<byte> pixels, FillTable fill)
    {
        Span<int> histograms = stackalloc int[C * Levels];
        Span<byte> tables = stackalloc byte[C * Levels];
        histograms.Clear();
        for (Span<byte> rest = pixels; rest.Length >= C; rest = rest[C..])
        {
            histograms[rest[0]]++;
            histograms[Levels + rest[1]]++;
            histograms[(2 * Levels) + rest[2]]++;
        }

        for (int c = 0; c < C; c++)
        {
            fill(tables.Slice(c * Levels, Levels), histograms.Slice(c * Levels, Levels));
        }

        for (Span<byte> rest = pixels; rest.Length >= C; rest = rest[C..])
        {
            rest[0] = tables[rest[0]];
            rest[1] = tables[Levels + rest[1]];
            rest[2] = tables[(2 * Levels) + rest[2]];
        }
    }
}
