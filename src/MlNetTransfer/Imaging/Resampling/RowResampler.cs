using System.Buffers;
using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Resampling;

/// <summary>Resamples a picture whose rows come one after another, as from a decoder: it never needs the whole picture.</summary>
/// <remarks>
/// <para>Rows are gathered in tiles of four, resampled horizontally to bytes (as Pillow does between its two passes) and kept in a ring;
/// an output row is computed as soon as the last source row it needs is there.</para>
/// <para><b>Threading</b>: one thread at a time. <b>Memory</b>: pooled, returned by <see cref="Dispose"/>.</para>
/// </remarks>
internal sealed class RowResampler : IDisposable
{
    private const int C = Image.ChannelCount;
    private const int BytesPerTilePixel = 4;

    // Taking four pixels out of a tile writes 16 bytes for 12.
    private const int RowSlack = 4;
    private readonly ResampleAxis _columns;
    private readonly ResampleAxis _rows;
    private readonly int _laneCount;
    private readonly int _ringStride;
    private readonly int _ringCapacity;
    private readonly int _sourceColumnCount;
    private readonly byte[] _tile;
    private readonly byte[] _narrowTile;
    private readonly byte[] _ring;
    private readonly byte[] _output;
    private readonly int[] _rowOffsets;
    private int _tileRowCount;
    private int _readyRow;
    private int _nextOutput;

    /// <summary>Prepares for a source of some size.</summary>
    /// <param name="sourceWidth">Columns of the source.</param>
    /// <param name="sourceHeight">Rows of the source.</param>
    /// <param name="window">What is wanted.</param>
    /// <param name="interpolation">Bilinear or bicubic.</param>
    /// <param name="laneCount">Width of the kernels; 0 takes the machine's widest.</param>
    internal RowResampler(int sourceWidth, int sourceHeight, ResizeWindow window, Interpolation interpolation, int laneCount = 0)
    {
        _columns = ResampleAxis.Get(new ResampleAxisKey(sourceWidth, window.FullWidth, window.Left, window.Width, interpolation));
        _rows = ResampleAxis.Get(new ResampleAxisKey(sourceHeight, window.FullHeight, window.Top, window.Height, interpolation));
        _laneCount = laneCount == 0 ? ResampleDispatch.WidestLaneCount : laneCount;
        _sourceColumnCount = _columns.SourceEnd - _columns.SourceStart;
        _ringStride = ((window.Width * C) + RowSlack + ResampleColumnsKernel.RowAlignment - 1) / ResampleColumnsKernel.RowAlignment * ResampleColumnsKernel.RowAlignment;
        _ringCapacity = Math.Min(_rows.TapCount, _rows.SourceEnd - _rows.SourceStart) + ResampleRowsKernel.RowCount;
        _tile = ArrayPool<byte>.Shared.Rent(_sourceColumnCount * ResampleRowsKernel.ColumnSize);
        _narrowTile = ArrayPool<byte>.Shared.Rent(window.Width * ResampleRowsKernel.ColumnSize);
        _ring = ArrayPool<byte>.Shared.Rent(checked(_ringCapacity * _ringStride));
        _output = ArrayPool<byte>.Shared.Rent(_ringStride);
        _rowOffsets = ArrayPool<int>.Shared.Rent(_rows.TapCount);
        _readyRow = _rows.SourceStart;
        OutputStride = window.Width * C;
    }

    /// <summary>First source row that is needed.</summary>
    internal int SourceStart => _rows.SourceStart;

    /// <summary>After the last source row that is needed.</summary>
    internal int SourceEnd => _rows.SourceEnd;

    /// <summary>First source column that is needed.</summary>
    internal int SourceStartColumn => _columns.SourceStart;

    /// <summary>After the last source column that is needed.</summary>
    internal int SourceEndColumn => _columns.SourceEnd;

    /// <summary>Bytes from one output row to the next.</summary>
    /// <value>The default value is width x 3: no gap.</value>
    internal int OutputStride { get; init; }

    /// <summary>Takes the next source rows; writes the output rows that they complete.</summary>
    /// <param name="rows">All columns of one row or more. Rows come in order, from <see cref="SourceStart"/> to <see cref="SourceEnd"/>; four at a time are fastest.</param>
    /// <param name="stride">Bytes from one row to the next, at least the source's width x 3.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="destination">The whole output.</param>
    internal void Push(ReadOnlySpan<byte> rows, int stride, int rowCount, Span<byte> destination)
    {
        rows = rows[(_columns.SourceStart * C)..];
        while (rowCount > 0)
        {
            int taken = 1;
            if (_columns.IsCopy)
            {
                rows[..(_sourceColumnCount * C)].CopyTo(RingRow(_readyRow));
                _readyRow++;
            }
            else
            {
                bool isWhole = _tileRowCount == 0 && rowCount >= ResampleRowsKernel.RowCount;
                taken = isWhole ? ResampleRowsKernel.RowCount : 1;
                PutIntoTile(rows, stride, taken);
                if (_tileRowCount == ResampleRowsKernel.RowCount || _readyRow + _tileRowCount == SourceEnd)
                {
                    NarrowTile();
                }
            }

            WriteReadyRows(destination);
            rowCount -= taken;
            rows = rowCount > 0 ? rows[(taken * stride)..] : [];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_tile);
        ArrayPool<byte>.Shared.Return(_narrowTile);
        ArrayPool<byte>.Shared.Return(_ring);
        ArrayPool<byte>.Shared.Return(_output);
        ArrayPool<int>.Shared.Return(_rowOffsets);
    }

    private int RingOffset(int sourceRow) => (sourceRow - _rows.SourceStart) % _ringCapacity * _ringStride;

    private Span<byte> RingRow(int sourceRow) => _ring.AsSpan(RingOffset(sourceRow), _ringStride);

    /// <summary>Lays rows into the tile, four pixels of four rows at a time where there are four.</summary>
    private void PutIntoTile(ReadOnlySpan<byte> rows, int stride, int count)
    {
        bool byVectors = count == ResampleRowsKernel.RowCount && _laneCount > 1;
        int done = byVectors ? ResampleTile.Interleave(rows, stride, _sourceColumnCount, _tile) : 0;
        for (int r = 0; r < count && done < _sourceColumnCount; r++)
        {
            int at = (done * ResampleRowsKernel.ColumnSize) + ((_tileRowCount + r) * BytesPerTilePixel);
            PutRest(rows.Slice((r * stride) + (done * C), (_sourceColumnCount - done) * C), _tile.AsSpan(at));
        }

        _tileRowCount += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PutRest(ReadOnlySpan<byte> row, Span<byte> tile)
    {
        while (row.Length >= C)
        {
            row[..C].CopyTo(tile);
            row = row[C..];
            tile = row.IsEmpty ? [] : tile[ResampleRowsKernel.ColumnSize..];
        }
    }

    private void NarrowTile()
    {
        int width = _columns.Count;
        Span<byte> narrow = _narrowTile.AsSpan(0, width * ResampleRowsKernel.ColumnSize);
        ResampleRowsKernel.Args args = new() { Axis = _columns, Source = _tile, Target = narrow };
        ResampleDispatch.Run<ResampleRowsKernel, ResampleRowsKernel.Args>(_laneCount, in args);
        Span<int> offsets = stackalloc int[ResampleRowsKernel.RowCount];
        for (int r = 0; r < offsets.Length; r++)
        {
            offsets[r] = RingOffset(_readyRow + r);
        }

        // Rows that the last tile lacks go to slots of the ring that nothing needs any more.
        int done = _laneCount > 1 ? ResampleTile.Deinterleave(narrow, width, _ring, offsets) : 0;
        for (int r = 0; r < _tileRowCount; r++)
        {
            TakeRest(narrow[(r * BytesPerTilePixel)..], done, width, _ring.AsSpan(offsets[r], _ringStride));
        }

        _readyRow += _tileRowCount;
        _tileRowCount = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TakeRest(ReadOnlySpan<byte> tile, int first, int width, Span<byte> row)
    {
        for (int x = first; x < width; x++)
        {
            tile.Slice(x * ResampleRowsKernel.ColumnSize, C).CopyTo(row[(x * C)..]);
        }
    }

    private void WriteReadyRows(Span<byte> destination)
    {
        int size = _columns.Count * C;
        for (; _nextOutput < _rows.Count; _nextOutput++)
        {
            int start = _rows.Starts[_nextOutput];
            int count = _rows.Counts[_nextOutput];
            if (start + count > _readyRow)
            {
                return;
            }

            Span<byte> target = destination.Slice(_nextOutput * OutputStride, size);
            if (_rows.IsCopy)
            {
                RingRow(_rows.SourceStart + _nextOutput)[..size].CopyTo(target);
                continue;
            }

            for (int t = 0; t < count; t++)
            {
                _rowOffsets[t] = RingOffset(start + t);
            }

            ResampleColumnsKernel.Args args = new()
            {
                Rows = _ring,
                RowOffsets = _rowOffsets,
                Weights = _rows.Weights.Slice(_nextOutput * _rows.TapCount, count),
                Target = _output.AsSpan(0, _ringStride),
            };
            ResampleDispatch.Run<ResampleColumnsKernel, ResampleColumnsKernel.Args>(_laneCount, in args);
            _output.AsSpan(0, size).CopyTo(target);
        }
    }
}
