using System.Buffers;
using System.IO.Compression;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Inflates the IDAT contents of a PNG file row by row, and says how the data ended.</summary>
/// <remarks>
/// .NET's <see cref="ZLibStream"/> is silent about data that ends too early, and throws for a wrong Adler-32 before the last bytes are handed out.
/// So bytes are counted here, and after an exception the same data is read once more without zlib's frame: whatever deflate itself still gives is used.
/// Source: RFC 1950 (zlib), RFC 1951 (deflate).
/// </remarks>
internal sealed class PngInflater : IDisposable
{
    private const int ZlibHeaderSize = 2;
    private readonly byte[] _compressed;
    private readonly int _length;
    private Stream _stream;
    private bool _unframed;
    private long _produced;

    internal PngInflater(ReadOnlySpan<byte> file, List<Range> imageData)
    {
        int length = 0;
        foreach (Range range in imageData)
        {
            length += range.End.Value - range.Start.Value;
        }

        _compressed = ArrayPool<byte>.Shared.Rent(length);
        _length = length;
        int at = 0;
        foreach (Range range in imageData)
        {
            file[range].CopyTo(_compressed.AsSpan(at));
            at += range.End.Value - range.Start.Value;
        }

        HasValidFrame = IsFrameValid(_compressed.AsSpan(0, length));
        _unframed = !HasValidFrame;
        _stream = Open();
    }

    /// <summary>Whether the two bytes before the deflate data are as zlib's rules demand.</summary>
    internal bool HasValidFrame { get; }

    /// <summary>Whether deflate gave everything but zlib complained: only the checksum can be wrong.</summary>
    internal bool HasWrongChecksum { get; private set; }

    /// <summary>Whether the deflate data is broken, as against ending too early.</summary>
    internal bool IsCorrupt { get; private set; }

    /// <summary>Fills the target; false when the data ends or breaks before.</summary>
    internal bool TryFill(Span<byte> target)
    {
        int filled = 0;
        while (filled < target.Length)
        {
            int count = Read(target[filled..]);
            if (count <= 0)
            {
                return false;
            }

            filled += count;
            _produced += count;
        }

        return true;
    }

    /// <summary>Looks one byte beyond the picture, which also makes zlib check its checksum; true when there is more.</summary>
    internal bool HasMore()
    {
        Span<byte> one = stackalloc byte[1];
        int count = Read(one);
        IsCorrupt = false;
        return count > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        ArrayPool<byte>.Shared.Return(_compressed);
    }

    private static bool IsFrameValid(ReadOnlySpan<byte> data)
    {
        const int Deflate = 8;
        const int LargestWindow = 7;
        const int PresetDictionary = 0x20;
        return data.Length >= ZlibHeaderSize && (data[0] & 15) == Deflate && data[0] >> 4 <= LargestWindow
            && (data[1] & PresetDictionary) == 0 && ((data[0] << 8) | data[1]) % 31 == 0;
    }

    private Stream Open()
    {
        int start = _unframed ? Math.Min(ZlibHeaderSize, _length) : 0;
        MemoryStream source = new(_compressed, start, _length - start, writable: false);
        return _unframed ? new DeflateStream(source, CompressionMode.Decompress) : new ZLibStream(source, CompressionMode.Decompress);
    }

    /// <summary>Reads some bytes: their number, 0 at the end, -1 when the data is broken.</summary>
    private int Read(Span<byte> target)
    {
        if (IsCorrupt)
        {
            return -1;
        }

        try
        {
            return _stream.Read(target);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            if (_unframed || !ReopenUnframed())
            {
                IsCorrupt = true;
                return -1;
            }

            int count = Read(target);
            HasWrongChecksum = !IsCorrupt;
            return count;
        }
    }

    /// <summary>Starts again without zlib's frame and passes over what was handed out already.</summary>
    private bool ReopenUnframed()
    {
        _stream.Dispose();
        _unframed = true;
        _stream = Open();
        Span<byte> skipped = stackalloc byte[1024];
        for (long left = _produced; left > 0;)
        {
            int count;
            try
            {
                count = _stream.Read(skipped[..(int)Math.Min(left, skipped.Length)]);
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                return false;
            }

            if (count == 0)
            {
                return false;
            }

            left -= count;
        }

        return true;
    }
}
