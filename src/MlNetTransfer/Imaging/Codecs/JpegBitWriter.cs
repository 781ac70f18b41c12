namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Writer of markers and entropy-coded bits.</summary>
internal sealed class JpegBitWriter
{
    private readonly List<byte> _bytes = [];
    private ulong _bits;
    private int _bitCount;

    /// <summary>Appends plain bytes.</summary>
    public void Write(params ReadOnlySpan<byte> bytes) => _bytes.AddRange(bytes);

    /// <summary>Appends a marker, its length and its content.</summary>
    public void WriteSegment(int marker, ReadOnlySpan<byte> content)
    {
        int length = content.Length + 2;
        Write(JpegMarker.Prefix, (byte)marker, (byte)(length >> 8), (byte)length);
        Write(content);
    }

    /// <summary>Appends up to 16 bits.</summary>
    public void WriteBits(int value, int count)
    {
        _bits = (_bits << count) | ((uint)value & ((1u << count) - 1));
        _bitCount += count;
        while (_bitCount >= 8)
        {
            _bitCount -= 8;
            byte next = (byte)(_bits >> _bitCount);
            _bytes.Add(next);
            if (next == JpegMarker.Prefix)
            {
                _bytes.Add(0);
            }
        }
    }

    /// <summary>Fills the last byte with ones (T.81 F.1.2.3).</summary>
    public void Flush()
    {
        if (_bitCount > 0)
        {
            WriteBits(0xFF, 8 - _bitCount);
        }
    }

    public byte[] ToArray() => [.. _bytes];
}
