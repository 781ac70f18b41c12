using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
        _ringStride = (((window.Width * C) + 1) / ResampleColumnsKernel.RowAlignment * ResampleColumnsKernel.RowAlignment) + ResampleColumnsKernel.RowAlignment;
        _ringCapacity = _rows.TapCount + ResampleRowsKernel.RowCount;
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

    /// <summary>Bytes from one output row to the next.</summary>
    /// <value>The default value is width x 3: no gap.</value>
    internal int OutputStride { get; init; }

    /// <summary>Takes the next source row; writes the output rows that it completes.</summary>
    /// <param name="row">All columns of the row. Rows come in order, from <see cref="SourceStart"/> to <see cref="SourceEnd"/>.</param>
    /// <param name="destination">The whole output.</param>
    internal void Push(ReadOnlySpan<byte> row, Span<byte> destination)
    {
        ReadOnlySpan<byte> wanted = row.Slice(_columns.SourceStart * C, _sourceColumnCount * C);
        if (_columns.IsCopy)
        {
            wanted.CopyTo(RingRow(_readyRow));
            _readyRow++;
        }
        else
        {
            PutIntoTile(wanted);
            if (_tileRowCount < ResampleRowsKernel.RowCount && _readyRow + _tileRowCount < SourceEnd)
            {
                return;
            }

            NarrowTile();
        }

        WriteReadyRows(destination);
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

    private Span<byte> RingRow(int sourceRow) => _ring.AsSpan((sourceRow - _rows.SourceStart) % _ringCapacity * _ringStride, _ringStride);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PutIntoTile(ReadOnlySpan<byte> row)
    {
        // Four bytes a pixel: the fourth is the next pixel's and is never looked at.
        Span<uint> tile = MemoryMarshal.Cast<byte, uint>(_tile.AsSpan(0, _sourceColumnCount * ResampleRowsKernel.ColumnSize))[_tileRowCount..];
        while (row.Length > C)
        {
            tile[0] = MemoryMarshal.Read<uint>(row);
            tile = tile[ResampleRowsKernel.RowCount..];
            row = row[C..];
        }

        tile[0] = (uint)(row[0] | (row[1] << 8) | (row[2] << 16));
        _tileRowCount++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void NarrowTile()
    {
        int width = _columns.Count;
        Span<byte> narrow = _narrowTile.AsSpan(0, width * ResampleRowsKernel.ColumnSize);
        ResampleRowsKernel.Args args = new() { Axis = _columns, Source = _tile, Target = narrow };
        ResampleDispatch.Run<ResampleRowsKernel, ResampleRowsKernel.Args>(_laneCount, in args);
        for (int r = 0; r < _tileRowCount; r++)
        {
            Span<byte> row = RingRow(_readyRow + r);
            ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(narrow)[r..];
            for (int i = 0; i < pixels.Length; i += ResampleRowsKernel.RowCount)
            {
                // The fourth byte is overwritten by the next pixel, or lies in the padding.
                MemoryMarshal.Write(row, in pixels[i]);
                row = row[C..];
            }
        }

        _readyRow += _tileRowCount;
        _tileRowCount = 0;
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
                _rowOffsets[t] = (start + t - _rows.SourceStart) % _ringCapacity * _ringStride;
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
