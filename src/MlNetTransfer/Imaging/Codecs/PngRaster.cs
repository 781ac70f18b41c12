using System.Buffers;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decodes the rows of a PNG file, plain or in the seven passes of Adam7 (PNG section 8.1).</summary>
/// <remarks>A pixel of an early pass fills its whole block until later passes refine it, so that a picture that breaks off is coarse instead of dotted.</remarks>
internal sealed class PngRaster
{
    private const int C = Image.ChannelCount;
    private static readonly Pass[] Plain = [new(0, 0, 1, 1, 1, 1)];

    private static readonly Pass[] Adam7 =
    [
        new(0, 0, 8, 8, 8, 8), new(4, 0, 8, 8, 4, 8), new(0, 4, 4, 8, 4, 4), new(2, 0, 4, 4, 2, 4),
        new(0, 2, 2, 4, 2, 2), new(1, 0, 2, 2, 1, 2), new(0, 1, 1, 2, 1, 1),
    ];

    private readonly PngFile _file;
    private readonly PngInflater _inflater;
    private readonly PngRowConverter _converter;

    internal PngRaster(PngFile file, PngInflater inflater, Rgb? background)
    {
        _file = file;
        _inflater = inflater;
        _converter = new PngRowConverter(file, background);
        foreach (Pass pass in Passes)
        {
            RowTotal += pass.RowCount(file.Header);
        }
    }

    /// <summary>The picture; null until its first row is decoded.</summary>
    internal Image? Image { get; private set; }

    /// <summary>Rows that were decoded, those of all passes together.</summary>
    internal int RowCount { get; private set; }

    /// <summary>Rows of all passes together.</summary>
    internal int RowTotal { get; }

    /// <summary>The filter that does not exist and ended the decode, or -1.</summary>
    internal int UnknownFilter { get; private set; } = -1;

    /// <summary>Highest palette index seen.</summary>
    internal int HighestIndex => _converter.HighestIndex;

    private Pass[] Passes => _file.Header.Interlaced ? Adam7 : Plain;

    /// <summary>Decodes until the last row or the first fault.</summary>
    internal void Decode()
    {
        int size = _file.Header.RowSize(_file.Header.Width) + 1;
        byte[] current = ArrayPool<byte>.Shared.Rent(size);
        byte[] above = ArrayPool<byte>.Shared.Rent(size);
        byte[] colors = ArrayPool<byte>.Shared.Rent(_file.Header.Width * C);
        foreach (Pass pass in Passes)
        {
            if (!DecodePass(pass, current, above, colors))
            {
                break;
            }
        }

        ArrayPool<byte>.Shared.Return(current);
        ArrayPool<byte>.Shared.Return(above);
        ArrayPool<byte>.Shared.Return(colors);
    }

    private bool DecodePass(Pass pass, byte[] current, byte[] above, byte[] colors)
    {
        int width = pass.ColumnCount(_file.Header);
        int rows = pass.RowCount(_file.Header);
        if (width == 0 || rows == 0)
        {
            return true;
        }

        int size = _file.Header.RowSize(width) + 1;
        above.AsSpan(0, size).Clear();
        for (int y = 0; y < rows; y++)
        {
            Span<byte> row = current.AsSpan(0, size);
            if (!_inflater.TryFill(row))
            {
                return false;
            }

            if (!PngFilters.Undo(row[0], row[1..], above.AsSpan(1, size - 1), _file.Header.FilterDistance))
            {
                UnknownFilter = row[0];
                return false;
            }

            Image ??= new Image(_file.Header.Width, _file.Header.Height);
            if (_file.Header.Interlaced)
            {
                Span<byte> passColors = colors.AsSpan(0, width * C);
                _converter.Convert(row[1..], passColors);
                Scatter(passColors, pass, pass.Top + (y * pass.RowStep));
            }
            else
            {
                _converter.Convert(row[1..], Image.Row(y));
            }

            RowCount++;
            (current, above) = (above, current);
        }

        return true;
    }

    private void Scatter(ReadOnlySpan<byte> colors, Pass pass, int top)
    {
        Image image = Image!;
        int bottom = Math.Min(top + pass.BlockHeight, image.Height);
        for (int y = top; y < bottom; y++)
        {
            Span<byte> row = image.Row(y);
            ReadOnlySpan<byte> rest = colors;
            for (int left = pass.Left * C; left < row.Length; left += pass.ColumnStep * C, rest = rest[C..])
            {
                int right = Math.Min(left + (pass.BlockWidth * C), row.Length);
                for (int at = left; at < right; at += C)
                {
                    rest[..C].CopyTo(row[at..]);
                }
            }
        }
    }

    private readonly record struct Pass(int Left, int Top, int ColumnStep, int RowStep, int BlockWidth, int BlockHeight)
    {
        internal int ColumnCount(PngHeader header) => Math.Max(0, (int)(((long)header.Width - Left + ColumnStep - 1) / ColumnStep));

        internal int RowCount(PngHeader header) => ColumnCount(header) == 0 ? 0 : Math.Max(0, (int)(((long)header.Height - Top + RowStep - 1) / RowStep));
    }
}
