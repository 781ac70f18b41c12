using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Filters undone against the standard's formulas, byte by byte.</summary>
public sealed class PngFiltersTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(8)]
    public void Rows_of_any_length_equal_the_formulas(int distance)
    {
        SeededRandom random = new(distance);
        for (byte filter = PngFilters.None; filter <= PngFilters.Paeth; filter++)
        {
            for (int pixels = 0; pixels < 40; pixels++)
            {
                // Rows in the middle of memory: what lies behind them must stay.
                byte[] filtered = [.. Enumerable.Range(0, (pixels * distance) + 7).Select(_ => (byte)random.NextInt32(256))];
                byte[] above = [.. filtered.Select(_ => (byte)(random.NextInt32(2) == 0 ? random.NextInt32(256) : 255 * random.NextInt32(2)))];
                byte[] actual = [.. filtered];
                int length = pixels * distance;
                Assert.True(PngFilters.Undo(filter, actual.AsSpan(0, length), above.AsSpan(0, length), distance));
                Assert.Equal(Expected(filter, filtered, above, (length, distance)), actual);
            }
        }
    }

    [Fact]
    public void There_is_no_fifth_filter() => Assert.False(PngFilters.Undo(5, new byte[4], new byte[4], 4));

    private static byte[] Expected(byte filter, byte[] filtered, byte[] above, (int Length, int Distance) row)
    {
        byte[] result = [.. filtered];
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < row.Distance ? 0 : result[i - row.Distance];
            int b = above[i];
            int c = i < row.Distance ? 0 : above[i - row.Distance];
            int predicted = filter switch
            {
                PngFilters.Sub => a,
                PngFilters.Up => b,
                PngFilters.Average => (a + b) / 2,
                PngFilters.Paeth => Paeth(a, b, c),
                _ => 0,
            };
            result[i] = (byte)(filtered[i] + predicted);
        }

        return result;
    }

    // PNG, third edition, section 9.4.
    private static int Paeth(int a, int b, int c)
    {
        int p = a + b - c;
        (int pa, int pb, int pc) = (Math.Abs(p - a), Math.Abs(p - b), Math.Abs(p - c));
        return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
    }
}
