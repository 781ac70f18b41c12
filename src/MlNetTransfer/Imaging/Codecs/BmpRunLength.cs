namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decodes the run lengths RLE4 and RLE8 of BMP.</summary>
/// <remarks>
/// Pixels that no run names have palette entry 0. Runs that go on after the end of a row are cut there.
/// Source: Windows GDI, "Bitmap compression".
/// </remarks>
internal ref struct BmpRunLength
{
    private const int C = Image.ChannelCount;
    private const byte Escape = 0;
    private const byte EndOfLine = 0;
    private const byte EndOfBitmap = 1;
    private const byte Delta = 2;
    private readonly BmpHeader _header;
    private readonly ReadOnlySpan<byte> _data;
    private readonly int _bits;
    private int _position;
    private int _x;
    private int _y;

    internal BmpRunLength(BmpHeader header, ReadOnlySpan<byte> data)
    {
        _header = header;
        _data = data;
        _bits = header.Compression == BmpCompression.Rle4 ? 4 : 8;
    }

    /// <summary>The picture; null until a run was decoded.</summary>
    internal Image? Image { get; private set; }

    /// <summary>Rows that were finished.</summary>
    internal readonly int RowCount => _y;

    /// <summary>Where decoding stands in the data.</summary>
    internal readonly int Position => _position;

    /// <summary>Decodes until the end of the bitmap; false when the data ends before it.</summary>
    internal bool Decode()
    {
        while (_y < _header.Height && _position + 2 <= _data.Length)
        {
            byte count = _data[_position];
            byte value = _data[_position + 1];
            _position += 2;
            Image ??= CreateImage();
            if (count != Escape)
            {
                PutRun(count, value);
            }
            else if (value == EndOfLine)
            {
                _x = 0;
                _y++;
            }
            else if (value == EndOfBitmap)
            {
                return true;
            }
            else if (!(value == Delta ? Move() : PutPixels(value)))
            {
                return false;
            }
        }

        return _y >= _header.Height || (_y == _header.Height - 1 && _x >= _header.Width);
    }

    private readonly Image CreateImage()
    {
        Image image = new(_header.Width, _header.Height);
        ReadOnlySpan<byte> first = _header.Palette.AsSpan(0, C);
        Span<byte> pixels = image.Pixels.Span;
        first.CopyTo(pixels);
        for (int filled = C; filled < pixels.Length;)
        {
            int count = Math.Min(filled, pixels.Length - filled);
            pixels[..count].CopyTo(pixels[filled..]);
            filled += count;
        }

        return image;
    }

    private void PutRun(int count, byte value)
    {
        for (int i = 0; i < count; i++)
        {
            int index = _bits == 8 ? value : (value >> ((i & 1) == 0 ? 4 : 0)) & 15;
            Put(index);
        }
    }

    private bool Move()
    {
        if (_position + 2 > _data.Length)
        {
            return false;
        }

        _x = Math.Min(_x + _data[_position], _header.Width);
        _y = Math.Min(_y + _data[_position + 1], _header.Height);
        _position += 2;
        return true;
    }

    private bool PutPixels(int count)
    {
        int size = ((count * _bits) + 7) / 8;
        if (_position + size > _data.Length)
        {
            return false;
        }

        for (int i = 0; i < count; i++)
        {
            int index = _bits == 8 ? _data[_position + i] : (_data[_position + (i >> 1)] >> ((i & 1) == 0 ? 4 : 0)) & 15;
            Put(index);
        }

        _position = Math.Min(_position + size + (size & 1), _data.Length);
        return true;
    }

    private void Put(int index)
    {
        if (_x < _header.Width)
        {
            int row = _header.TopDown ? _y : _header.Height - 1 - _y;
            _header.Palette.AsSpan(index * C, C).CopyTo(Image!.Row(row)[(_x * C)..]);
            _x++;
        }
    }
}
