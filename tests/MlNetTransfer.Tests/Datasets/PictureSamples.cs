using System.Buffers.Binary;

namespace MlNetTransfer.Tests.Datasets;

/// <summary>Tiny pictures as files' bytes.</summary>
internal static class PictureSamples
{
    /// <summary>A 24-bit bitmap (BITMAPINFOHEADER) of one colour.</summary>
    public static byte[] Bmp(byte red, byte green, byte blue, int width = 3, int height = 2)
    {
        int stride = (width * 3 + 3) / 4 * 4;
        byte[] bytes = new byte[54 + (stride * height)];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(28), 24);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                int at = 54 + (y * stride) + (x * 3);
                (bytes[at], bytes[at + 1], bytes[at + 2]) = (blue, green, red);
            }
        }

        return bytes;
    }

    /// <summary>A bitmap whose last row is missing.</summary>
    public static byte[] DamagedBmp(byte red) => Bmp(red, 0, 0, 8, 8)[..^24];

    /// <summary>A folder of two classes with a number of pictures each, all different.</summary>
    public static void FillFolder(TemporaryFolder folder, int perClass, string below = "")
    {
        for (int i = 0; i < perClass; i++)
        {
            folder.Write(Path.Combine(below, "cat", FormattableString.Invariant($"{i:D4}.bmp")), Bmp((byte)i, (byte)(i >> 8), 1));
            folder.Write(Path.Combine(below, "dog", FormattableString.Invariant($"{i:D4}.bmp")), Bmp((byte)i, (byte)(i >> 8), 2));
        }
    }
}
