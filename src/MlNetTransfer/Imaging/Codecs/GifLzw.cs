namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decodes GIF's variable-length LZW codes to colour indices.</summary>
/// <remarks>
/// A code stands for a string: that of an earlier code (its prefix) and one index more (its suffix). Codes grow from one bit more than an index to 12 bits.
/// When the table of 4,096 is full it stays as it is until a clear code comes ("deferred clear"). Strings are taken from their end and turned round.
/// Source: GIF89a specification, appendix F.
/// </remarks>
internal ref struct GifLzw
{
    internal const int LargestCodeSize = 8;
    private const int MaxCodeBits = 12;
    private const int TableSize = 1 << MaxCodeBits;
    private readonly ReadOnlySpan<byte> _data;
    private readonly int _minimumBits;
    private readonly int _clear;
    private readonly ushort[] _prefixes = new ushort[TableSize];
    private readonly byte[] _suffixes = new byte[TableSize];
    private readonly byte[] _string = new byte[TableSize + 1];
    private int _stringLength;
    private int _codeBits;
    private int _next;
    private int _previous = -1;
    private byte _firstIndex;
    private int _position;
    private int _blockLeft;
    private uint _bitBuffer;
    private int _bitCount;

    /// <summary>Starts at the code size byte of a frame.</summary>
    /// <param name="data">The file from there on; the code size is 1 to 8.</param>
    internal GifLzw(ReadOnlySpan<byte> data)
    {
        _data = data;
        _minimumBits = data[0];
        _clear = 1 << _minimumBits;
        _position = 1;
        for (int i = 0; i < _clear; i++)
        {
            _suffixes[i] = (byte)i;
        }

        Reset();
    }

    /// <summary>Whether a code was met that cannot be.</summary>
    internal bool IsCorrupt { get; private set; }

    /// <summary>Where decoding stands in the data.</summary>
    internal readonly int Position => _position;

    /// <summary>Fills a row with indices; returns how many there were before the data ended.</summary>
    internal int Fill(Span<byte> row)
    {
        int filled = 0;
        while (filled < row.Length && (_stringLength > 0 || DecodeString()))
        {
            int count = Math.Min(_stringLength, row.Length - filled);
            for (int i = 0; i < count; i++)
            {
                row[filled + i] = _string[_stringLength - 1 - i];
            }

            _stringLength -= count;
            filled += count;
        }

        return filled;
    }

    private void Reset()
    {
        _codeBits = _minimumBits + 1;
        _next = _clear + 2;
        _previous = -1;
    }

    /// <summary>Decodes the next string, last index first; false at the end of the data.</summary>
    private bool DecodeString()
    {
        while (true)
        {
            int code = ReadCode();
            if (code < 0 || code == _clear + 1)
            {
                return false;
            }

            if (code == _clear)
            {
                Reset();
                continue;
            }

            if (code > _next || (code == _next && _previous < 0) || (code > _clear && _previous < 0))
            {
                IsCorrupt = true;
                return false;
            }

            Expand(code);
            return true;
        }
    }

    private void Expand(int code)
    {
        int length = 0;
        int rest = code;
        if (code == _next)
        {
            // The string that is being defined: the previous one and its own first index.
            _string[length++] = _firstIndex;
            rest = _previous;
        }

        while (rest >= _clear)
        {
            _string[length++] = _suffixes[rest];
            rest = _prefixes[rest];
        }

        _firstIndex = (byte)rest;
        _string[length++] = _firstIndex;
        _stringLength = length;
        if (_previous >= 0 && _next < TableSize)
        {
            _prefixes[_next] = (ushort)_previous;
            _suffixes[_next] = _firstIndex;
            _next++;
            if (_next == 1 << _codeBits && _codeBits < MaxCodeBits)
            {
                _codeBits++;
            }
        }

        _previous = code;
    }

    private int ReadCode()
    {
        while (_bitCount < _codeBits)
        {
            if (_blockLeft == 0)
            {
                if (_position >= _data.Length || _data[_position] == 0)
                {
                    return -1;
                }

                _blockLeft = _data[_position++];
            }

            if (_position >= _data.Length)
            {
                return -1;
            }

            _bitBuffer |= (uint)_data[_position++] << _bitCount;
            _bitCount += 8;
            _blockLeft--;
        }

        int code = (int)(_bitBuffer & ((1u << _codeBits) - 1));
        _bitBuffer >>= _codeBits;
        _bitCount -= _codeBits;
        return code;
    }
}
