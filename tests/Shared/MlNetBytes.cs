using System.IO.Compression;
using System.Text;

namespace MlNetTransfer.TestSupport;

/// <summary>Writes what ML.NET writes, byte for byte by its tables: zip entries, Model.key, schemas, GraphDefs. Shares no code with the library's readers.</summary>
public static class MlNetBytes
{
    /// <summary>A zip of entries, deflated or stored; local headers, central directory, end record.</summary>
    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> entries, bool deflate = true)
    {
        List<byte> file = [];
        List<byte> directory = [];
        int count = 0;
        foreach ((string name, byte[] content) in entries)
        {
            byte[] stored = deflate ? Deflate(content, zlib: false) : content;
            byte[] fields = [.. U16(20), .. U16(0x0800), .. U16(deflate ? 8 : 0), .. U32(0x5A210000), .. U32(Crc(content)), .. U32((uint)stored.Length), .. U32((uint)content.Length), .. U16(Encoding.UTF8.GetByteCount(name)), .. U16(0)];
            directory.AddRange([.. U32(0x02014B50), .. U16(20), .. fields, .. U16(0), .. U16(0), .. U16(0), .. U32(0), .. U32((uint)file.Count), .. Encoding.UTF8.GetBytes(name)]);
            file.AddRange([.. U32(0x04034B50), .. fields, .. Encoding.UTF8.GetBytes(name), .. stored]);
            count++;
        }

        int start = file.Count;
        return [.. file, .. directory, .. U32(0x06054B50), .. U16(0), .. U16(0), .. U16(count), .. U16(count), .. U32((uint)directory.Count), .. U32((uint)start), .. U16(0)];
    }

    /// <summary>A Model.key: header of 256 bytes, body, string table, assembly name, tail.</summary>
    public static byte[] ModelKey(string loader, string signature, uint version, byte[] body, params string[] strings)
    {
        byte[] ends = [.. strings.Select((_, i) => strings.Take(i + 1).Sum(s => 2L * s.Length)).SelectMany(I64)];
        byte[] texts = Encoding.Unicode.GetBytes(string.Concat(strings));
        byte[] assembly = Encoding.Unicode.GetBytes("Microsoft.ML.Vision, Version=1.0.0.0, Culture=neutral, PublicKeyToken=cc7b13ffcd2ddd51");
        long table = 0x100 + body.Length;
        long name = table + ends.Length + texts.Length;
        long tail = name + assembly.Length;
        byte[] header =
        [
            .. Encoding.ASCII.GetBytes("ML\0MODEL"), .. U32(0x00010002), .. U32(0x00010002),
            .. I64(0x100), .. I64(body.Length),
            .. I64(strings.Length > 0 ? table : 0), .. I64(ends.Length), .. I64(strings.Length > 0 ? table + ends.Length : 0), .. I64(texts.Length),
            .. Padded(signature.Replace(' ', '\0'), 8), .. U32(version), .. U32(0x00010001), .. Padded(loader, 24), .. Padded("", 24),
            .. I64(tail), .. I64(tail + 8), .. I64(name), .. U32((uint)assembly.Length),
        ];
        return [.. header, .. new byte[0x100 - header.Length], .. body, .. ends, .. texts, .. assembly, .. Encoding.ASCII.GetBytes("LEDOM\0LM")];
    }

    /// <summary>A schema (IDV) without rows. Columns: name, codec, and null or the codec and the block of its KeyValues; packing 0, 1 (deflate) or 2 (zlib).</summary>
    public static byte[] Schema(byte packing, params (string Name, byte[] Codec, (byte[] Codec, byte[] Block)? KeyValues)[] columns)
    {
        List<byte> blocks = [];
        List<long> metadata = [];
        foreach ((_, _, (byte[] Codec, byte[] Block)? values) in columns)
        {
            if (values is not { } v)
            {
                metadata.Add(0);
                continue;
            }

            byte[] packed = packing == 0 ? v.Block : Deflate(v.Block, zlib: packing == 2);
            long place = 256 + blocks.Count;
            blocks.AddRange(packed);
            metadata.Add(256 + blocks.Count);
            blocks.AddRange([.. Varint(2), .. Text("IsSomething"), .. Codec("Boolean"), 0, .. I64(256), .. Varint(1), .. Text("KeyValues"), .. v.Codec, packing, .. I64(place), .. Varint(packed.Length)]);
        }

        byte[] table = [.. columns.SelectMany((c, i) => (byte[])[.. Text(c.Name), .. c.Codec, 1, .. Varint(1000), .. I64(256), .. I64(metadata[i])])];
        long toc = 256 + blocks.Count;
        byte[] header =
        [
            .. Encoding.ASCII.GetBytes("CML\0DVB\0"), .. I64(0x0001000100010006), .. I64(0x0001000100010006),
            .. I64(toc), .. I64(toc + table.Length), .. I64(0), .. I32(columns.Length),
        ];
        return [.. header, .. new byte[256 - header.Length], .. blocks, .. table, .. Encoding.ASCII.GetBytes("\0BVD\0LMC")];
    }

    /// <summary>A codec: name, length of parameters, parameters.</summary>
    public static byte[] Codec(string name, params byte[] parameters) => [.. Text(name), .. Varint(parameters.Length), .. parameters];

    /// <summary>Codec and block of a dense vector of texts.</summary>
    public static (byte[] Codec, byte[] Block) Texts(params string[] texts) =>
        (Codec("VBuffer", [.. Codec("TextSpan"), .. I32(1), .. I32(texts.Length)]),
        [.. Dense(texts.Length), .. I32(texts.Length), .. texts.SelectMany((_, i) => I32(texts.Take(i + 1).Sum(t => t.Length))), .. Text(string.Concat(texts))]);

    /// <summary>Codec and block of a dense vector of 32-bit floats.</summary>
    public static (byte[] Codec, byte[] Block) Singles(params float[] values) =>
        (Codec("VBuffer", [.. Codec("Single"), .. I32(1), .. I32(values.Length)]), [.. Dense(values.Length), .. values.SelectMany(BitConverter.GetBytes)]);

    /// <summary>Codec of a key column.</summary>
    public static byte[] Key(ulong count) => Codec("Key2", [.. Codec("UInt32"), .. BitConverter.GetBytes(count)]);

    /// <summary>Length in bytes as varint, then UTF-8: BinaryWriter's string.</summary>
    public static byte[] Text(string text) => [.. Varint(Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] I32(int value) => BitConverter.GetBytes(value);

    public static byte[] I64(long value) => BitConverter.GetBytes(value);

    /// <summary>A NodeDef as a field of a GraphDef; attributes are name and AttrValue.</summary>
    public static byte[] Node(string name, string op, string[] inputs, params (string Name, byte[] Value)[] attributes) => Field(1,
        [.. Field(1, name), .. Field(2, op), .. inputs.SelectMany(i => Field(3, i)), .. attributes.SelectMany(a => Field(5, [.. Field(1, a.Name), .. Field(2, a.Value)]))]);

    /// <summary>A Const of floats, their bytes as tensor content.</summary>
    public static byte[] Const(string name, float[] values, params int[] sizes) => Const(name, 1, [.. values.SelectMany(BitConverter.GetBytes)], sizes);

    /// <summary>A Const of 32-bit integers.</summary>
    public static byte[] Const(string name, int[] values, params int[] sizes) => Const(name, 3, [.. values.SelectMany(BitConverter.GetBytes)], sizes);

    /// <summary>AttrValue of a type, a flag, a text, a list of numbers, a shape.</summary>
    public static byte[] TypeValue(int type) => Number(6, type);

    public static byte[] FlagValue(bool flag) => Number(5, flag ? 1 : 0);

    public static byte[] WordValue(string word) => Field(2, word);

    public static byte[] ListValue(params int[] values) => Field(1, [.. values.SelectMany(v => Number(3, v))]);

    public static byte[] ShapeValue(params int[] sizes) => Field(7, Shape(sizes));

    private static byte[] Const(string name, int type, byte[] content, int[] sizes) =>
        Node(name, "Const", [], ("dtype", TypeValue(type)), ("value", Field(8, [.. Number(1, type), .. Field(2, Shape(sizes)), .. Field(4, content)])));

    private static byte[] Shape(int[] sizes) => [.. sizes.SelectMany(s => Field(2, Number(1, s)))];

    private static byte[] Dense(int length) => [.. I32(1), .. I32(length), .. I32(-1), .. I32(0)];

    private static byte[] Field(int number, byte[] content) => [.. Varint((number << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Field(int number, string text) => Field(number, Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int number, long value) => [.. Varint(number << 3), .. Varint(value)];

    private static byte[] Varint(long value)
    {
        List<byte> bytes = [];
        ulong rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
        {
            bytes.Add((byte)(rest | 0x80));
        }

        return [.. bytes, (byte)rest];
    }

    private static byte[] U16(int value) => BitConverter.GetBytes((ushort)value);

    private static byte[] U32(uint value) => BitConverter.GetBytes(value);

    private static byte[] Padded(string text, int length) => [.. Encoding.ASCII.GetBytes(text), .. new byte[length - text.Length]];

    private static byte[] Deflate(byte[] content, bool zlib)
    {
        using MemoryStream packed = new();
        using (Stream packer = zlib ? new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true) : new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            packer.Write(content);
        }

        return packed.ToArray();
    }

    // PKWARE APPNOTE 4.4.7: the polynomial 0xEDB88320, bit by bit.
    private static uint Crc(byte[] content)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in content)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }
}
