using System.Buffers.Binary;
using System.IO.Compression;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Writes PNG files: 8-bit RGB, no interlace.</summary>
/// <remarks>
/// Each row takes the filter with the smallest sum of absolute differences, as the specification suggests.
/// The pixels read back exactly; the bytes of the file may change with the version of .NET's deflate.
/// <b>Source</b>: PNG (W3C, third edition) sections 5, 9 and 12.7.
/// </remarks>
public static class PngEncoder
{
    private const int C = Image.ChannelCount;

    /// <summary>Encodes a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <returns>The bytes of the file.</returns>
    public static byte[] Encode(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[PngHeader.Size];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)PngColorType.Rgb;
        WriteChunk(file, PngChunkReader.Ihdr, header);
        WriteChunk(file, PngChunkReader.Idat, Compress(image));
        WriteChunk(file, PngChunkReader.Iend, []);
        return file.ToArray();
    }

    private static byte[] Compress(Image image)
    {
        using MemoryStream compressed = new();
        using (ZLibStream zlib = new(compressed, CompressionLevel.Optimal, leaveOpen: true))
        {
            int size = image.Width * C;
            byte[] above = new byte[size];
            byte[] best = new byte[size + 1];
            byte[] candidate = new byte[size + 1];
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = image.Row(y);
                long least = long.MaxValue;
                for (byte filter = PngFilters.None; filter <= PngFilters.Paeth; filter++)
                {
                    long sum = Filter(filter, row, above, candidate);
                    if (sum < least)
                    {
                        least = sum;
                        (best, candidate) = (candidate, best);
                    }
                }

                zlib.Write(best);
                row.CopyTo(above);
            }
        }

        return compressed.ToArray();
    }

    /// <summary>Filters a row and returns the sum of its bytes' absolute values, seen as signed.</summary>
    private static long Filter(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> target)
    {
        target[0] = filter;
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < C ? 0 : row[i - C];
            int c = i < C ? 0 : above[i - C];
            int predicted = filter switch
            {
                PngFilters.Sub => a,
                PngFilters.Up => above[i],
                PngFilters.Average => (a + above[i]) >> 1,
                PngFilters.Paeth => PngFilters.PredictPaeth(a, above[i], c),
                _ => 0,
            };
            byte value = (byte)(row[i] - predicted);
            target[i + 1] = value;
            sum += Math.Abs((int)(sbyte)value);
        }

        return sum;
    }

    private static void WriteChunk(MemoryStream file, uint type, ReadOnlySpan<byte> content)
    {
        byte[] chunk = new byte[content.Length + 4];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, type);
        content.CopyTo(chunk.AsSpan(4));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        file.Write(chunk);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(chunk));
        file.Write(number);
    }
}
