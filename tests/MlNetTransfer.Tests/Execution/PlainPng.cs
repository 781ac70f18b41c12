using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetTransfer.Tests.Execution;

/// <summary>Reads 8-bit RGB PNGs without interlace: all that the expected answers need, independent of the product's decoder.</summary>
internal static class PlainPng
{
    private const int SignatureLength = 8;
    private const int Channels = 3;

    public static (byte[] Pixels, int Height, int Width) Read(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        using var compressed = new MemoryStream();
        int width = 0;
        int height = 0;
        for (int at = SignatureLength; at < file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file[at..]);
            ReadOnlySpan<byte> type = file.Slice(at + 4, 4);
            ReadOnlySpan<byte> body = file.Slice(at + 8, length);
            if (type.SequenceEqual("IHDR"u8))
            {
                width = BinaryPrimitives.ReadInt32BigEndian(body);
                height = BinaryPrimitives.ReadInt32BigEndian(body[4..]);
                Assert.Equal([8, 2, 0, 0, 0], body[8..13].ToArray());
            }
            else if (type.SequenceEqual("IDAT"u8))
            {
                compressed.Write(body);
            }

            at += length + 12;
        }

        compressed.Position = 0;
        using var inflater = new ZLibStream(compressed, CompressionMode.Decompress);
        byte[] rows = new byte[height * ((width * Channels) + 1)];
        inflater.ReadExactly(rows);
        return (Unfilter(rows, height, width * Channels), height, width);
    }

    private static byte[] Unfilter(byte[] rows, int height, int stride)
    {
        byte[] pixels = new byte[height * stride];
        for (int y = 0; y < height; y++)
        {
            int filter = rows[y * (stride + 1)];
            for (int i = 0; i < stride; i++)
            {
                int left = i >= Channels ? pixels[(y * stride) + i - Channels] : 0;
                int up = y > 0 ? pixels[((y - 1) * stride) + i] : 0;
                int corner = y > 0 && i >= Channels ? pixels[((y - 1) * stride) + i - Channels] : 0;
                int prediction = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    _ => Paeth(left, up, corner),
                };
                pixels[(y * stride) + i] = (byte)(rows[(y * (stride + 1)) + 1 + i] + prediction);
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
