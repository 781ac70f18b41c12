using System.Buffers.Binary;
using System.Text;

namespace MlNetTransfer.Importing.Protobuf;

/// <summary>Writes the Protocol Buffers wire format; the same calls give the same bytes.</summary>
/// <remarks>
/// The message is kept as a list of pieces, and large byte fields are pieces by reference: weights are copied once, by <see cref="ToArray"/>.
/// Nested messages are written to a writer of their own, so that lengths are known. Not thread-safe.
/// </remarks>
internal sealed class ProtobufWriter
{
    private const int MaxVarintBytes = 10;
    private const int ReferenceFrom = 512;

    private readonly List<ReadOnlyMemory<byte>> _pieces = [];
    private readonly List<byte> _open = [];
    private long _length;

    /// <summary>Writes an integer field (int32, int64, uint64, enum, bool).</summary>
    public void Int64(int number, long value)
    {
        Key(number, WireType.Varint);
        Varint(unchecked((ulong)value));
    }

    /// <summary>Writes a float field.</summary>
    public void Single(int number, float value)
    {
        Key(number, WireType.Fixed32);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _open.AddRange(bytes);
    }

    /// <summary>Writes a double field.</summary>
    public void Double(int number, double value)
    {
        Key(number, WireType.Fixed64);
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _open.AddRange(bytes);
    }

    /// <summary>Writes a field of bytes, which must not change until <see cref="ToArray"/> has run.</summary>
    public void Bytes(int number, ReadOnlyMemory<byte> value)
    {
        Key(number, WireType.Length);
        Varint((ulong)value.Length);
        Append(value);
    }

    /// <summary>Writes a field of text as UTF-8.</summary>
    public void Text(int number, string value) => Bytes(number, Encoding.UTF8.GetBytes(value));

    /// <summary>Writes a nested message.</summary>
    /// <param name="number">Field number.</param>
    /// <param name="write">Writes the message's fields.</param>
    public void Message(int number, Action<ProtobufWriter> write)
    {
        ProtobufWriter nested = new();
        write(nested);
        nested.Close();
        Key(number, WireType.Length);
        Varint((ulong)nested._length);
        foreach (ReadOnlyMemory<byte> piece in nested._pieces)
        {
            Append(piece);
        }
    }

    /// <summary>Copies everything that was written into one array.</summary>
    /// <exception cref="InvalidOperationException">It is longer than an array can be (2 GiB).</exception>
    public byte[] ToArray()
    {
        Close();
        if (_length > Array.MaxLength)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The message takes {_length:N0} bytes; the format ends at {Array.MaxLength:N0}."));
        }

        byte[] all = new byte[_length];
        int position = 0;
        foreach (ReadOnlyMemory<byte> piece in _pieces)
        {
            piece.Span.CopyTo(all.AsSpan(position));
            position += piece.Length;
        }

        return all;
    }

    private void Append(ReadOnlyMemory<byte> piece)
    {
        if (piece.Length < ReferenceFrom)
        {
            _open.AddRange(piece.Span);
            return;
        }

        Close();
        _pieces.Add(piece);
        _length += piece.Length;
    }

    private void Close()
    {
        if (_open.Count > 0)
        {
            _pieces.Add(_open.ToArray());
            _length += _open.Count;
            _open.Clear();
        }
    }

    private void Key(int number, WireType type) => Varint(((ulong)number << 3) | (ulong)type);

    private void Varint(ulong value)
    {
        Span<byte> bytes = stackalloc byte[MaxVarintBytes];
        int length = 0;
        while (value > 0x7F)
        {
            bytes[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[length++] = (byte)value;
        _open.AddRange(bytes[..length]);
    }
}
