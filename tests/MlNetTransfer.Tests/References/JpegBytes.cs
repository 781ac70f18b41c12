using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.References;

/// <summary>JPEG files for tests, taken apart into segments and put together again.</summary>
internal static class JpegBytes
{
    public static Image Picture(int width, int height, long seed = 1)
    {
        SeededRandom random = new(seed);
        Image image = new(width, height);
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = image.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                double wave = Math.Sin((x / 3 / 6.0) + (x % 3)) + Math.Cos(y / 5.0);
                row[x] = (byte)Math.Clamp(128 + (50 * wave) + random.NextInt32(40), 0, 255);
            }
        }

        return image;
    }

    public static byte[] Encoded(int width = 64, int height = 48) => JpegEncoder.Encode(Picture(width, height));

    /// <summary>Offset of the first marker of a kind.</summary>
    public static int Find(byte[] file, int marker)
    {
        for (int i = 2; i + 3 < file.Length; i += 2 + (file[i + 2] << 8) + file[i + 3])
        {
            if (file[i] == 0xFF && file[i + 1] == marker)
            {
                return i;
            }
        }

        throw new ArgumentException($"no marker FF{marker:X2}");
    }

    /// <summary>Length of the segment at an offset, marker included.</summary>
    public static int Length(byte[] file, int offset) => 2 + (file[offset + 2] << 8) + file[offset + 3];

    public static byte[] Remove(byte[] file, int marker)
    {
        int at = Find(file, marker);
        return [.. file[..at], .. file[(at + Length(file, at))..]];
    }

    public static byte[] Insert(byte[] file, int offset, params byte[] bytes) => [.. file[..offset], .. bytes, .. file[offset..]];

    /// <summary>An APP1 segment with one TIFF directory of one entry: the orientation.</summary>
    public static byte[] Orientation(byte value) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>A copy with one byte set at a distance from a marker.</summary>
    public static byte[] With(byte[] file, int marker, int distance, byte value)
    {
        byte[] copy = [.. file];
        copy[Find(file, marker) + distance] = value;
        return copy;
    }
}
