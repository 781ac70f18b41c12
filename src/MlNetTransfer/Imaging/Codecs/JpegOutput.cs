namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Turns coefficients into pixels, one row of MCUs at a time, so that the work stays in the cache.</summary>
/// <remarks>Rows of pixels leave through <see cref="EmitRow"/>, in order and each once: the place where a consumer of rows would be put.</remarks>
internal sealed class JpegOutput
{
    private const int BlockSize = JpegInverseDct.BlockSize;

    // Rows of samples around a row of pixels that upsampling may look at.
    private const int ContextRows = 8;

    private readonly JpegScale _scale;
    private readonly JpegColorSpace _colorSpace;
    private readonly InverseDct _method;
    private readonly JpegPlane[] _planes;
    private readonly short[]?[] _multipliers;
    private readonly RowSink _sink;
    private readonly int _lag;
    private short[] _smoothed = [];
    private int _nextRow;

    public JpegOutput(JpegScale scale, JpegColorSpace colorSpace, InverseDct method, RowSink sink)
    {
        JpegComponent[] components = scale.Frame.Components;
        _scale = scale;
        _colorSpace = colorSpace;
        _method = method;
        _sink = sink;
        _planes = Array.ConvertAll(components, c => new JpegPlane(c, scale, sink));
        _multipliers = new short[]?[components.Length];
        _lag = Array.Exists(_planes, p => p.NeedsContext) ? scale.Frame.MaxV : 0;
        _nextRow = sink.FirstRow;
    }

    /// <summary>How blocks of unfinished progressive pictures are smoothed; null where they are not.</summary>
    public JpegSmoothing? Smoothing { get; init; }

    /// <summary>Whether only the means of a component's blocks are used.</summary>
    public bool IsMeanOnly(JpegComponent component) => _scale.SideOf(component) == 1;

    /// <summary>Transforms one row of MCUs and hands in the rows of pixels that it completes.</summary>
    /// <param name="band">The row of MCUs; each once, from 0 on.</param>
    /// <param name="firstRow">Row of blocks, per vertical factor 1, at which its coefficients start.</param>
    public void ProcessBand(int band, int firstRow)
    {
        int top = band * _scale.RowsPerMcu;
        if (top < _sink.EndRow + ContextRows && top + _scale.RowsPerMcu > _sink.FirstRow - ContextRows)
        {
            foreach (JpegPlane plane in _planes)
            {
                TransformBand(plane, band, firstRow);
            }
        }

        int end = band == _scale.Frame.McusDown - 1 ? _scale.Height : top + _scale.RowsPerMcu - _lag;
        for (end = Math.Min(end, _sink.EndRow); _nextRow < end; _nextRow++)
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

    private void TransformBand(JpegPlane plane, int band, int firstRow)
    {
        JpegComponent c = plane.Component;
        int rows = Math.Min(c.V, c.BlocksDown - (band * c.V));
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<short> blocks = Smoothing is null
                ? c.Coefficients.AsSpan(((firstRow * c.V) + y) * c.BlockStride * BlockSize, c.BlocksAcross * BlockSize)
                : Smooth(c, band, y);
            TransformRow(plane, plane.BlockRow(band, y), blocks.Slice(plane.FirstBlock * BlockSize, plane.BlockCount * BlockSize));
        }
    }

    private void TransformRow(JpegPlane plane, Span<byte> target, ReadOnlySpan<short> coefficients)
    {
        int index = Array.IndexOf(_planes, plane);
        bool isReduced = plane.Side < JpegInverseDct.Side;

        // A component that no scan has brought has zeros only, whatever they are multiplied with. Reduced transforms have one method.
        short[] multipliers = _multipliers[index] ??= JpegInverseDct.CreateMultipliers(
            isReduced ? InverseDct.Accurate : _method, plane.Component.Quantization ?? new ushort[BlockSize]);
        JpegInverseDctArgs args = new(coefficients, multipliers, target, plane.Stride);
        if (isReduced)
        {
            JpegReducedDct.Run(plane.Side, args);
        }
        else
        {
            JpegInverseDct.Run(_method, args);
        }
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
        JpegBlockSmoother.SmoothRow(new JpegSmoothedRow(c, band, y, _scale.Frame.McusDown - 1, missing), target);
        return target;
    }

    private void EmitRow(int y)
    {
        int first = _sink.FirstColumn * Image.ChannelCount;
        ConvertRow(y, _sink.NextRow()[first..(_sink.EndColumn * Image.ChannelCount)]);
        _sink.Commit();
    }

    private void ConvertRow(int y, Span<byte> target)
    {
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
