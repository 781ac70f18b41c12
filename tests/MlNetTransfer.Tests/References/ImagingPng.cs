using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetTransfer.Tests.References;

/// <summary>Smallest reader of 8-bit RGB PNG files without interlacing: the expected pictures of other decoders.</summary>
internal static class ImagingPng
{
    private const int SignatureLength = 8;
    private const int PixelBytes = 3;

    public static (int Width, int Height, byte[] Pixels) ReadRgb(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int width = 0;
        int height = 0;
        using MemoryStream compressed = new();
        for (int offset = SignatureLength; offset < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(offset));
            ReadOnlySpan<byte> type = file.AsSpan(offset + 4, 4);
            ReadOnlySpan<byte> content = file.AsSpan(offset + 8, length);
            if (type.SequenceEqual("IHDR"u8))
            {
                width = BinaryPrimitives.ReadInt32BigEndian(content);
                height = BinaryPrimitives.ReadInt32BigEndian(content[4..]);
                Assert.Equal<byte>([8, 2, 0, 0, 0], content[8..].ToArray());
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                compressed.Write(content);
            }

            offset += length + 12;
        }

        compressed.Position = 0;
        using ZLibStream stream = new(compressed, CompressionMode.Decompress);
        byte[] lines = new byte[height * ((width * PixelBytes) + 1)];
        stream.ReadExactly(lines);
        return (width, height, Unfilter(lines, width * PixelBytes, height));
    }

    private static byte[] Unfilter(byte[] lines, int stride, int height)
    {
        byte[] pixels = new byte[stride * height];
        for (int y = 0; y < height; y++)
        {
            int filter = lines[y * (stride + 1)];
            for (int x = 0; x < stride; x++)
            {
                int left = x < PixelBytes ? 0 : pixels[(y * stride) + x - PixelBytes];
                int up = y == 0 ? 0 : pixels[((y - 1) * stride) + x];
                int corner = x < PixelBytes || y == 0 ? 0 : pixels[((y - 1) * stride) + x - PixelBytes];
                int prediction = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => Paeth(left, up, corner),
                };
                pixels[(y * stride) + x] = (byte)(lines[(y * (stride + 1)) + 1 + x] + prediction);
            }
        }

        return pixels;
    }

    private static int Paeth(int left, int up, int corner)
    {
        int estimate = left + up - corner;
        (int a, int b, int c) = (Math.Abs(estimate - left), Math.Abs(estimate - up), Math.Abs(estimate - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }
}
