using System.Buffers.Binary;
using System.Text;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Importing.Protobuf;

/// <summary>Reads the Protocol Buffers wire format from memory; byte fields are views of that memory, never copies.</summary>
/// <remarks>
/// Every length is checked against what is left before anything is done with it. Nesting deeper than <see cref="MaxDepth"/>, varints that do not fit
/// 64 bits, field number 0, groups and unknown wire types are refused with the byte offset. Source: protobuf.dev, "Encoding".
/// </remarks>
internal ref struct ProtobufReader
{
    /// <summary>Deepest nesting of messages; the same bound as Google's readers.</summary>
    public const int MaxDepth = 100;

    private const int WireTypeBits = 3;
    private const int MaxVarintBytes = 10;

    private readonly ReadOnlyMemory<byte> _memory;
    private readonly ReadOnlySpan<byte> _span;
    private readonly int _offset;
    private readonly int _depth;
    private int _position;

    /// <summary>Starts at the first byte of a message.</summary>
    /// <param name="message">The bytes of the outermost message.</param>
    public ProtobufReader(ReadOnlyMemory<byte> message)
        : this(message, 0, 1)
    {
    }

    private ProtobufReader(ReadOnlyMemory<byte> message, int offset, int depth)
    {
        _memory = message;
        _span = message.Span;
        _offset = offset;
        _depth = depth;
    }

    /// <summary>Byte offset of the next byte in the outermost message.</summary>
    public readonly int Offset => _offset + _position;

    /// <summary>Bytes of this message that are not read yet.</summary>
    public readonly int Remaining => _span.Length - _position;

    /// <summary>Reads the next field's number and wire type.</summary>
    /// <returns>False at the end of the message.</returns>
    public bool TryReadField(out int number, out WireType type)
    {
        number = 0;
        type = WireType.Varint;
        if (_position == _span.Length)
        {
            return false;
        }

        int start = Offset;
        ulong key = ReadVarint();
        number = key <= uint.MaxValue ? (int)(key >> WireTypeBits) : 0;
        if (number == 0)
        {
            throw Error(start, "a field number of 0 or above 2^29 - 1");
        }

        type = (WireType)(key & ((1 << WireTypeBits) - 1));
        return type switch
        {
            WireType.Varint or WireType.Fixed64 or WireType.Length or WireType.Fixed32 => true,
            _ => throw Error(start, FormattableString.Invariant($"wire type {(int)type}, which is a group or unknown")),
        };
    }

    /// <summary>Reads a base-128 integer.</summary>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (int i = 0; i < MaxVarintBytes; i++)
        {
            if (_position >= _span.Length)
            {
                throw Error(Offset, "the end of the message inside a number (file cut short?)");
            }

            byte next = _span[_position++];
            if (i == MaxVarintBytes - 1 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << (7 * i);
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Error(Offset, "a number of more than 64 bits");
    }

    /// <summary>Reads a base-128 integer as a signed number (int64 and int32 fields).</summary>
    public long ReadInt64() => unchecked((long)ReadVarint());

    /// <summary>Reads four bytes as a float.</summary>
    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)).Span);

    /// <summary>Reads eight bytes as a double.</summary>
    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(sizeof(double)).Span);

    /// <summary>Reads a length and returns a view of that many bytes.</summary>
    public ReadOnlyMemory<byte> ReadBytes()
    {
        int start = Offset;
        ulong length = ReadVarint();
        if (length > (ulong)Remaining)
        {
            throw Error(start, FormattableString.Invariant($"a field of {length} bytes where {Remaining} are left (file cut short?)"));
        }

        return Take((int)length);
    }

    /// <summary>Reads one unpacked number and returns a view of its bytes.</summary>
    public ReadOnlyMemory<byte> ReadValueBytes(WireType type)
    {
        int start = _position;
        Skip(type);
        return _memory[start.._position];
    }

    /// <summary>Reads a length and that many bytes of UTF-8.</summary>
    public string ReadString()
    {
        int start = Offset;
        ReadOnlySpan<byte> bytes = ReadBytes().Span;
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error(start, "text that is not valid UTF-8");
        }
    }

    /// <summary>Reads a length and opens the message of that length.</summary>
    public ProtobufReader ReadMessage()
    {
        if (_depth >= MaxDepth)
        {
            throw Error(Offset, FormattableString.Invariant($"messages nested more than {MaxDepth} deep"));
        }

        ReadOnlyMemory<byte> message = ReadBytes();
        return new ProtobufReader(message, Offset - message.Length, _depth + 1);
    }

    /// <summary>Steps over the value of a field that is not wanted.</summary>
    public void Skip(WireType type)
    {
        switch (type)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                Take(sizeof(ulong));
                break;
            case WireType.Fixed32:
                Take(sizeof(uint));
                break;
            default:
                ReadBytes();
                break;
        }
    }

    /// <summary>Checks that a known field has the wire type that its definition gives it.</summary>
    /// <exception cref="InvalidModelException">It has another.</exception>
    public readonly void Require(WireType actual, WireType expected, string field)
    {
        if (actual != expected)
        {
            throw Error(Offset, $"field '{field}' as {actual} where the format has {expected}");
        }
    }

    /// <summary>Makes the exception for damage at an offset.</summary>
    public static InvalidModelException Error(int offset, string found) =>
        new(FormattableString.Invariant($"byte {offset:N0}: {found}. The file is damaged or not of this format; export or download it again."));

    private static UTF8Encoding StrictUtf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > Remaining)
        {
            throw Error(Offset, FormattableString.Invariant($"a value of {length} bytes where {Remaining} are left (file cut short?)"));
        }

        ReadOnlyMemory<byte> taken = _memory.Slice(_position, length);
        _position += length;
        return taken;
    }
}
