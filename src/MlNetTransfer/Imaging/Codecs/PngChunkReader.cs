using System.Buffers.Binary;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Walks the chunks of a PNG file (PNG section 5.3): length, type, content, checksum.</summary>
internal ref struct PngChunkReader
{
    internal const uint Ihdr = 0x49484452;
    internal const uint Plte = 0x504C5445;
    internal const uint Idat = 0x49444154;
    internal const uint Iend = 0x49454E44;
    internal const uint Trns = 0x74524E53;
    internal const uint Exif = 0x65584966;
    internal const uint AnimationControl = 0x6163544C;

    private const int FrameSize = 12;
    private const uint AncillaryBit = 0x2000_0000;
    private readonly ReadOnlySpan<byte> _data;
    private int _position;

    internal PngChunkReader(ReadOnlySpan<byte> data, int position)
    {
        _data = data;
        _position = position;
    }

    /// <summary>Where the chunk that was read begins.</summary>
    internal int Offset { get; private set; }

    /// <summary>Four letters, the first in the highest byte.</summary>
    internal uint Type { get; private set; }

    /// <summary>The content; what there is of it when <see cref="IsComplete"/> is false.</summary>
    internal ReadOnlySpan<byte> Content { get; private set; }

    /// <summary>Whether the file holds the whole chunk.</summary>
    internal bool IsComplete { get; private set; }

    /// <summary>Whether the checksum agrees.</summary>
    internal bool IsIntact { get; private set; }

    /// <summary>Where the next chunk begins.</summary>
    internal readonly int Position => _position;

    /// <summary>Whether a decoder may pass over the chunk without knowing it.</summary>
    internal readonly bool IsAncillary => (Type & AncillaryBit) != 0;

    /// <summary>The type as text.</summary>
    internal readonly string TypeName
    {
        get
        {
            Span<byte> letters = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(letters, Type);
            return Text.Excerpt(letters);
        }
    }

    /// <summary>Whether the type consists of letters, as every type must.</summary>
    internal readonly bool HasValidType
    {
        get
        {
            for (int shift = 0; shift < 32; shift += 8)
            {
                if (!char.IsAsciiLetter((char)(byte)(Type >> shift)))
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Reads the next chunk; false at the end of the file.</summary>
    internal bool Read()
    {
        ReadOnlySpan<byte> rest = _data[_position..];
        if (rest.Length < 8)
        {
            return false;
        }

        Offset = _position;
        uint length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        Type = BinaryPrimitives.ReadUInt32BigEndian(rest[4..]);
        IsComplete = length <= (uint)(rest.Length - 8) && rest.Length - 8 - (int)length >= 4;
        if (!IsComplete)
        {
            Content = rest.Slice(8, (int)Math.Min(length, (uint)(rest.Length - 8)));
            IsIntact = false;
            _position = _data.Length;
            return true;
        }

        Content = rest.Slice(8, (int)length);
        IsIntact = Crc32.Of(rest.Slice(4, 4 + (int)length)) == BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        _position += FrameSize + (int)length;
        return true;
    }
}
