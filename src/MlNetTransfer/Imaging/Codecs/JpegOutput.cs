namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Turns coefficients into pixels, one row of MCUs at a time, so that the work stays in the cache.</summary>
/// <remarks>Rows of pixels leave through <see cref="EmitRow"/>, in order and each once: the place where a consumer of rows would be put.</remarks>
internal sealed class JpegOutput
{
    private const int BlockSize = JpegInverseDct.BlockSize;

    private readonly JpegFrame _frame;
    private readonly JpegColorSpace _colorSpace;
    private readonly InverseDct _method;
    private readonly JpegPlane[] _planes;
    private readonly short[]?[] _multipliers;
    private readonly Image _image;
    private readonly int _lag;
    private short[] _smoothed = [];
    private int _nextRow;

    public JpegOutput(JpegFrame frame, JpegColorSpace colorSpace, InverseDct method, Image image)
    {
        _frame = frame;
        _colorSpace = colorSpace;
        _method = method;
        _image = image;
        _planes = Array.ConvertAll(frame.Components, c => new JpegPlane(c, frame));
        _multipliers = new short[]?[frame.Components.Length];
        _lag = Array.Exists(_planes, p => p.NeedsContext) ? frame.MaxV : 0;
    }

    /// <summary>How blocks of unfinished progressive pictures are smoothed; null where they are not.</summary>
    public JpegSmoothing? Smoothing { get; init; }

    /// <summary>Transforms one row of MCUs and writes the rows of pixels that it completes.</summary>
    /// <param name="band">The row of MCUs; each once, from 0 on.</param>
    /// <param name="firstRow">Row of blocks, per vertical factor 1, at which its coefficients start.</param>
    public void ProcessBand(int band, int firstRow)
    {
        for (int i = 0; i < _planes.Length; i++)
        {
            JpegComponent c = _planes[i].Component;
            int rows = Math.Min(c.V, c.BlocksDown - (band * c.V));
            for (int y = 0; y < rows; y++)
            {
                int block = ((firstRow * c.V) + y) * c.BlockStride;
                ReadOnlySpan<short> coefficients = c.Coefficients.AsSpan(block * BlockSize, c.BlocksAcross * BlockSize);
                TransformRow(i, _planes[i].BlockRow(band, y), Smoothing is null ? coefficients : Smooth(c, band, y));
            }
        }

        int end = band == _frame.McusDown - 1 ? _frame.Height : Math.Min(((band + 1) * _frame.RowsPerMcu) - _lag, _frame.Height);
        for (; _nextRow < end; _nextRow++)
        {
            EmitRow(_nextRow);
        }
    }

    /// <summary>Gives rented buffers back.</summary>
    public void Return()
    {
        foreach (JpegPlane plane in _planes)
        {
            plane.Return();
        }
    }

    private void TransformRow(int index, Span<byte> target, ReadOnlySpan<short> coefficients)
    {
        JpegComponent c = _planes[index].Component;

        // A component that no scan has brought has zeros only, whatever they are multiplied with.
        short[] multipliers = _multipliers[index] ??= JpegInverseDct.CreateMultipliers(_method, c.Quantization ?? new ushort[BlockSize]);
        JpegInverseDct.Run(_method, new JpegInverseDctArgs(coefficients, multipliers, target, _planes[index].Stride));
    }

    private Span<short> Smooth(JpegComponent c, int band, int y)
    {
        int length = c.BlocksAcross * BlockSize;
        if (_smoothed.Length < length)
        {
            _smoothed = new short[length];
        }

        Span<short> target = _smoothed.AsSpan(0, length);
        ReadOnlySpan<int> missing = Smoothing!.MissingBits(c, band);
        JpegBlockSmoother.SmoothRow(new JpegSmoothedRow(c, band, y, _frame.McusDown - 1, missing), target);
        return target;
    }

    private void EmitRow(int y)
    {
        Span<byte> target = _image.Row(y);
        ReadOnlySpan<byte> first = _planes[0].FullRow(y);
        if (_colorSpace == JpegColorSpace.Grey)
        {
            JpegColorConversion.Interleave(new JpegColorRows(first, first, first), target);
            return;
        }

        JpegColorRows rows = new(first, _planes[1].FullRow(y), _planes[2].FullRow(y));
        if (_colorSpace is JpegColorSpace.YCbCr or JpegColorSpace.Ycck)
        {
            JpegColorConversion.FromYCbCr(rows, target);
        }
        else
        {
            JpegColorConversion.Interleave(rows, target);
        }

        if (_colorSpace is JpegColorSpace.Cmyk or JpegColorSpace.Ycck)
        {
            // YCCK's converted red is the complement of the inverted cyan that it stands for.
            byte mask = _colorSpace == JpegColorSpace.Cmyk ? byte.MaxValue : byte.MinValue;
            JpegColorConversion.ApplyBlack(target, _planes[3].FullRow(y), mask);
        }
    }
}
