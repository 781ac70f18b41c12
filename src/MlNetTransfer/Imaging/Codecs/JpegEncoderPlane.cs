namespace MlNetTransfer.Imaging.Codecs;

/// <summary>One component of a picture being encoded: samples filled up to whole MCUs by repeating the last row and column.</summary>
internal sealed class JpegEncoderPlane
{
    private const int Side = 8;

    private readonly byte[] _samples;
    private readonly int _stride;
    private readonly int _rowCount;

    // rowCount: rows that come from the picture; those below repeat the last one.
    private JpegEncoderPlane(int width, int height, int rowCount)
    {
        _stride = width;
        _rowCount = rowCount;
        _samples = new byte[checked(width * height)];
    }

    /// <summary>Makes Y, Cb and Cr of a picture at full size, filled up to multiples of a number of samples.</summary>
    /// <remarks>JFIF's formula with libjpeg's constants of 16 fraction bits.</remarks>
    public static JpegEncoderPlane[] FromRgb(Image image, int multiple)
    {
        int width = (image.Width + multiple - 1) / multiple * multiple;
        int height = (image.Height + multiple - 1) / multiple * multiple;
        JpegEncoderPlane[] planes = [new(width, height, image.Height), new(width, height, image.Height), new(width, height, image.Height)];
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> row = image.Row(Math.Min(y, image.Height - 1));
            for (int x = 0; x < width; x++)
            {
                ReadOnlySpan<byte> pixel = row.Slice(Math.Min(x, image.Width - 1) * Image.ChannelCount, Image.ChannelCount);
                (int r, int g, int b) = (pixel[0], pixel[1], pixel[2]);
                int i = (y * width) + x;
                planes[0]._samples[i] = (byte)(((19595 * r) + (38470 * g) + (7471 * b) + 32768) >> 16);
                planes[1]._samples[i] = (byte)(((-11059 * r) - (21709 * g) + (32768 * b) + (128 << 16) + 32767) >> 16);
                planes[2]._samples[i] = (byte)(((32768 * r) - (27439 * g) - (5329 * b) + (128 << 16) + 32767) >> 16);
            }
        }

        return planes;
    }

    /// <summary>Halves both sides: means of 2 x 2, rounded down and up in turn from column to column; rows below the picture repeat the last mean, as in libjpeg.</summary>
    public JpegEncoderPlane Halve()
    {
        JpegEncoderPlane half = new(_stride / 2, _samples.Length / _stride / 2, (_rowCount + 1) / 2);
        for (int i = 0; i < half._samples.Length; i++)
        {
            int x = i % half._stride;
            int y = Math.Min(i / half._stride, half._rowCount - 1);
            int source = (2 * y * _stride) + (2 * x);
            int sum = _samples[source] + _samples[source + 1] + _samples[source + _stride] + _samples[source + _stride + 1];
            half._samples[i] = (byte)((sum + 1 + (x & 1)) >> 2);
        }

        return half;
    }

    /// <summary>Copies one block, minus 128.</summary>
    public void CopyBlock(int column, int row, Span<int> target)
    {
        for (int y = 0; y < Side; y++)
        {
            ReadOnlySpan<byte> line = _samples.AsSpan((((row * Side) + y) * _stride) + (column * Side), Side);
            for (int x = 0; x < Side; x++)
            {
                target[(y * Side) + x] = line[x] - 128;
            }
        }
    }
}
