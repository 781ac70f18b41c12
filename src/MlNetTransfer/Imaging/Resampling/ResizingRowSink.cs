using System.Buffers;

namespace MlNetTransfer.Imaging.Resampling;

/// <summary>Resizes a picture while it is decoded: only the rows and columns that a window needs are asked for, four rows are kept at a time.</summary>
/// <remarks>The bytes are those of resizing the whole picture. Memory is pooled, returned by <see cref="Dispose"/>.</remarks>
internal sealed class ResizingRowSink : RowSink, IDisposable
{
    private const int BatchSize = 4;

    private readonly RowResampler _resampler;
    private readonly Memory<byte> _destination;
    private readonly int _stride;
    private readonly byte[] _rows;
    private int _rowCount;
    private int _nextRow;

    /// <summary>Prepares for a source of some size.</summary>
    /// <param name="source">Columns and rows of the source.</param>
    /// <param name="window">What is wanted.</param>
    /// <param name="interpolation">Bilinear or bicubic.</param>
    /// <param name="destination">Where the window's first pixel goes, and all after it.</param>
    /// <param name="outputStride">Bytes from one output row to the next.</param>
    public ResizingRowSink((int Width, int Height) source, ResizeWindow window, Interpolation interpolation, Memory<byte> destination, int outputStride)
    {
        _resampler = new RowResampler(source.Width, source.Height, window, interpolation) { OutputStride = outputStride };
        _destination = destination;
        _stride = source.Width * Image.ChannelCount;
        _rows = ArrayPool<byte>.Shared.Rent(BatchSize * _stride);
        _nextRow = _resampler.SourceStart;
    }

    /// <inheritdoc/>
    public override int FirstRow => _resampler.SourceStart;

    /// <inheritdoc/>
    public override int EndRow => _resampler.SourceEnd;

    /// <inheritdoc/>
    public override int FirstColumn => _resampler.SourceStartColumn;

    /// <inheritdoc/>
    public override int EndColumn => _resampler.SourceEndColumn;

    /// <inheritdoc/>
    public override Span<byte> NextRow() => _rows.AsSpan(_rowCount * _stride, _stride);

    /// <inheritdoc/>
    public override void Commit()
    {
        _rowCount++;
        _nextRow++;
        if (_rowCount == BatchSize || _nextRow == EndRow)
        {
            _resampler.Push(_rows, _stride, _rowCount, _destination.Span);
            _rowCount = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _resampler.Dispose();
        ArrayPool<byte>.Shared.Return(_rows);
    }
}
