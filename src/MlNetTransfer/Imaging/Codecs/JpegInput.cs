// The compressed bytes of one file: markers, and the bits between them.
// Entropy-coded bytes are copied in pieces of 16 KiB with their stuffing taken out (T.81 F.1.2.3), so that the bit buffer
// can be refilled eight bytes at a time. A piece ends at a marker; behind it the bits read as zeros, and Shortage tells.
namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Reader of a JPEG file's markers and entropy-coded bits.</summary>
/// <param name="data">The file.</param>
/// <param name="buffer">Room for unstuffed bytes, <see cref="BufferSize"/> or more.</param>
internal ref struct JpegInput(ReadOnlySpan<byte> data, Span<byte> buffer)
{
    /// <summary>Size of the buffer.</summary>
    public const int BufferSize = 16 * 1024;

    private const int RefillBytes = 8;
    private const byte Stuffing = 0;

    /// <summary>The file.</summary>
    public readonly ReadOnlySpan<byte> Data = data;

    /// <summary>Unstuffed bytes.</summary>
    public readonly Span<byte> Buffer = buffer;

    /// <summary>Next byte of the file.</summary>
    public int Position;

    /// <summary>Marker that was read but not yet acted on; 0 when there is none.</summary>
    public int Marker;

    /// <summary>Where <see cref="Marker"/> stands: offset of its code byte, or the length of the file where an end was made up.</summary>
    public int MarkerOffset;

    /// <summary>Whether the file ended without an end marker.</summary>
    public bool AtEnd;

    /// <summary>Bytes that were skipped on the way to the last marker.</summary>
    public int SkippedBytes;

    /// <summary>Next bits, the first one highest.</summary>
    public ulong Bits;

    /// <summary>Valid bits of <see cref="Bits"/>.</summary>
    public int BitCount;

    /// <summary>Next byte of <see cref="Buffer"/>; runs past <see cref="BufferLength"/> where bits were made up.</summary>
    public int BufferPosition;

    /// <summary>Valid bytes of <see cref="Buffer"/>.</summary>
    public int BufferLength;

    /// <summary>Codes that no table has.</summary>
    public int BadCodeCount;

    /// <summary>About where the next bit comes from.</summary>
    public readonly int BitOffset => Math.Clamp(Position - (BufferLength - BufferPosition) - (BitCount / 8), 0, Data.Length);

    /// <summary>Whether more bits were read than there are.</summary>
    public readonly bool Shortage => ((BufferLength - BufferPosition) * 8) + BitCount < 0;

    /// <summary>Forgets bits; the next ones come from behind the last marker or segment.</summary>
    public void StartBits()
    {
        Bits = 0;
        BitCount = 0;
        BufferPosition = 0;
        BufferLength = 0;
    }

    /// <summary>Forgets bits that were left over, counting their whole bytes as skipped.</summary>
    public void DropBits()
    {
        SkippedBytes = Math.Max(0, BufferLength - BufferPosition + (BitCount / 8));
        StartBits();
    }

    /// <summary>Reads on to the next marker, counting what is skipped; the end of the file counts as an end marker.</summary>
    public void NextMarker()
    {
        DropBits();
        while (true)
        {
            int skip = Data[Position..].IndexOf((byte)JpegMarker.Prefix);
            if (skip < 0)
            {
                SkippedBytes += Data.Length - Position;
                EndFile();
                return;
            }

            SkippedBytes += skip;
            Position += skip;
            if (ReadCode() != Stuffing)
            {
                return;
            }

            SkippedBytes += 2;
        }
    }

    /// <summary>Fills <see cref="Bits"/> to 56 or more near the end of the buffer.</summary>
    public void RefillSlowly()
    {
        if (BufferPosition + RefillBytes > BufferLength)
        {
            FillBuffer();
        }

        while (BitCount <= 56)
        {
            ulong value = BufferPosition < BufferLength ? Buffer[BufferPosition] : Stuffing;
            Bits |= value << (56 - BitCount);
            BufferPosition++;
            BitCount += 8;
        }
    }

    /// <summary>Makes sure of 32 or more bits.</summary>
    public void Require32()
    {
        if (BitCount < 32)
        {
            RefillSlowly();
        }
    }

    /// <summary>Takes 1 to 16 bits.</summary>
    public int Take(int count)
    {
        Require32();
        int value = (int)(Bits >> (64 - count));
        Bits <<= count;
        BitCount -= count;
        return value;
    }

    /// <summary>Decodes one symbol.</summary>
    public int TakeSymbol(JpegHuffmanTable table)
    {
        Require32();
        int symbol = table.DecodeSymbol(Bits, out int length);
        Bits <<= length;
        BitCount -= length;
        BadCodeCount += length > JpegHuffmanTable.MaxCodeLength ? 1 : 0;
        return symbol;
    }

    // Reads the code behind a prefix, over fill bytes. A stuffed zero is returned and not kept as a marker.
    private int ReadCode()
    {
        int code = Position;
        while (code < Data.Length && Data[code] == JpegMarker.Prefix)
        {
            code++;
        }

        if (code >= Data.Length)
        {
            EndFile();
            return Marker;
        }

        Position = code + 1;
        if (Data[code] != Stuffing)
        {
            Marker = Data[code];
            MarkerOffset = code;
        }

        return Data[code];
    }

    private void EndFile()
    {
        Position = Data.Length;
        AtEnd = true;
        Marker = JpegMarker.EndOfImage;
        MarkerOffset = Data.Length;
    }

    // Moves the rest of the piece to the front and appends the next.
    private void FillBuffer()
    {
        if (Marker != 0)
        {
            return;
        }

        int length = Math.Max(0, BufferLength - BufferPosition);
        Buffer.Slice(BufferLength - length, length).CopyTo(Buffer);
        while (length < Buffer.Length && Marker == 0)
        {
            ReadOnlySpan<byte> rest = Data[Position..];
            rest = rest[..Math.Min(rest.Length, Buffer.Length - length)];
            int run = rest.IndexOf((byte)JpegMarker.Prefix);
            int copied = run < 0 ? rest.Length : run;
            rest[..copied].CopyTo(Buffer[length..]);
            length += copied;
            Position += copied;
            if (run >= 0)
            {
                if (ReadCode() == Stuffing)
                {
                    Buffer[length++] = JpegMarker.Prefix;
                }
            }
            else if (Position >= Data.Length)
            {
                EndFile();
            }
        }

        BufferPosition = 0;
        BufferLength = length;
    }
}
