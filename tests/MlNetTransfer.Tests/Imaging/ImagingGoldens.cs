using System.Globalization;
using System.Security.Cryptography;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Reads the tables that <c>data/golden/imaging/make_goldens.py</c> wrote.</summary>
internal static class ImagingGoldens
{
    /// <summary>Rows of a table without its header.</summary>
    public static IEnumerable<string[]> Rows(string table) =>
        File.ReadLines(TestData.Own("golden", "imaging", table)).Skip(1).Select(line => line.Split(','));

    public static string Hash(ReadOnlySpan<byte> pixels) => Convert.ToHexStringLower(SHA256.HashData(pixels));

    public static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>The picture that the script draws by the same formula.</summary>
    public static Image Pattern(int width, int height)
    {
        Image image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    row[(x * 3) + c] = (byte)(((x * 7) + (y * 13) + (c * 29)) ^ (x * y));
                }
            }
        }

        return image;
    }
}
