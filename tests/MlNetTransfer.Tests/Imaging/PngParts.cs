using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MlNetTransfer.Imaging.Codecs;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>A PNG file taken apart, so that tests can change a part and put it together again with right or wrong checksums.</summary>
internal sealed class PngParts
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public List<Chunk> Chunks { get; } = [];

    /// <summary>Makes a file of one palette, grey or colour picture.</summary>
    public static PngParts Create(int width, int height, byte depth, byte colorType, byte[] raw)
    {
        PngParts parts = new();
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colorType;
        parts.Add("IHDR", header);
        parts.Add("IDAT", Deflate(raw));
        parts.Add("IEND", []);
        return parts;
    }

    public static PngParts Read(byte[] file)
    {
        PngParts parts = new();
        for (int at = Signature.Length; at + 12 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            parts.Chunks.Add(new Chunk(Encoding.Latin1.GetString(file, at + 4, 4), file.AsSpan(at + 8, length).ToArray()));
            at += 12 + length;
        }

        return parts;
    }

    public static byte[] Deflate(byte[] raw)
    {
        using MemoryStream target = new();
        using (ZLibStream zlib = new(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(raw);
        }

        return target.ToArray();
    }

    public static byte[] Inflate(byte[] compressed)
    {
        using ZLibStream zlib = new(new MemoryStream(compressed), CompressionMode.Decompress);
        using MemoryStream target = new();
        zlib.CopyTo(target);
        return target.ToArray();
    }

    public Chunk Find(string type) => Chunks.First(c => c.Type == type);

    public void Add(string type, byte[] content) => Chunks.Add(new Chunk(type, content));

    public void InsertBefore(string type, string newType, byte[] content) =>
        Chunks.Insert(Chunks.FindIndex(c => c.Type == type), new Chunk(newType, content));

    public byte[] ToArray()
    {
        using MemoryStream file = new();
        file.Write(Signature);
        foreach (Chunk chunk in Chunks)
        {
            byte[] body = [.. Encoding.Latin1.GetBytes(chunk.Type), .. chunk.Content];
            byte[] number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, chunk.Content.Length);
            file.Write(number);
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(body) ^ (chunk.WrongChecksum ? 1u : 0u));
            file.Write(number);
        }

        return file.ToArray();
    }

    internal sealed class Chunk(string type, byte[] content)
    {
        public string Type { get; set; } = type;

        public byte[] Content { get; set; } = content;

        public bool WrongChecksum { get; set; }
    }
}
