using System.Buffers.Binary;
using System.Text;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Persistence.MlNet;

/// <summary>Bytes of one part of a zip, read front to back; every length is checked before it is used.</summary>
/// <param name="place">File and entry, for messages.</param>
/// <param name="bytes">The bytes.</param>
internal sealed class MlNetPart(string place, ReadOnlyMemory<byte> bytes)
{
    private const int LongestVarint = 5;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Number of bytes.</summary>
    public int Length => bytes.Length;

    /// <summary>Next byte to be read.</summary>
    public int Position { get; private set; }

    /// <summary>Whether everything was read.</summary>
    public bool IsAtEnd => Position == bytes.Length;

    /// <summary>Goes on elsewhere.</summary>
    public void Seek(long position, string what) =>
        Position = position >= 0 && position <= bytes.Length
            ? (int)position
            : throw Wrong(FormattableString.Invariant($"{what} is said to begin at byte {position} of {bytes.Length}"));

    /// <summary>A stretch of bytes.</summary>
    public ReadOnlyMemory<byte> Take(long count, string what)
    {
        if (count < 0 || count > bytes.Length - Position)
        {
            throw Wrong(FormattableString.Invariant($"{what} is said to take {count} bytes, {bytes.Length - Position} are left"));
        }

        ReadOnlyMemory<byte> taken = bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    /// <summary>A part of its own within this one, without reading it.</summary>
    public MlNetPart Part(long offset, long count, string what)
    {
        if (offset < 0 || count < 0 || offset > bytes.Length || count > bytes.Length - offset)
        {
            throw Wrong(FormattableString.Invariant($"{what} is said to take {count} bytes at byte {offset} of {bytes.Length}"));
        }

        return new MlNetPart(place, bytes.Slice((int)offset, (int)count));
    }

    /// <summary>All bytes.</summary>
    public ReadOnlyMemory<byte> ToMemory() => bytes;

    /// <summary>The same bytes under another name.</summary>
    public MlNetPart With(ReadOnlyMemory<byte> other) => new(place, other);

    /// <summary>One byte.</summary>
    public byte ReadByte(string what) => Take(1, what).Span[0];

    /// <summary>32 bits, little-endian.</summary>
    public int ReadInt32(string what) => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int), what).Span);

    /// <summary>32 bits, little-endian.</summary>
    public uint ReadUInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint), what).Span);

    /// <summary>64 bits, little-endian.</summary>
    public long ReadInt64(string what) => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long), what).Span);

    /// <summary>An unsigned number in groups of seven bits, the lowest first.</summary>
    public int ReadVarint(string what)
    {
        long value = 0;
        for (int i = 0; i < LongestVarint; i++)
        {
            byte part = ReadByte(what);
            value |= (long)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return value <= int.MaxValue ? (int)value : throw Wrong(FormattableString.Invariant($"{what} is {value}"));
            }
        }

        throw Wrong($"{what} is no number of at most {LongestVarint} bytes");
    }

    /// <summary>A text: its length in bytes as a varint, then UTF-8.</summary>
    public string ReadText(string what)
    {
        ReadOnlyMemory<byte> text = Take(ReadVarint(what), what);
        try
        {
            return Utf8.GetString(text.Span);
        }
        catch (DecoderFallbackException)
        {
            throw Wrong($"{what} is no valid UTF-8");
        }
    }

    /// <summary>The exception for bytes that are not as ML.NET writes them.</summary>
    public InvalidModelException Wrong(string found) => MlNetZip.Wrong(place, found);
}
