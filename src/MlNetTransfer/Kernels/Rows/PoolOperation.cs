using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>Largest value or mean of windows; see <see cref="Pooling"/>.</summary>
/// <remarks>Windows are clipped to the picture, so the input's halo is never read. Sum order of a mean: row by row, left to right, then one product.</remarks>
internal sealed class PoolOperation : RowOperation
{
    private readonly BlockedLayout _input;
    private readonly PoolingShape _shape;
    private readonly bool _isMax;
    private readonly PoolWindow[] _rows;
    private readonly PoolWindow[] _columns;

    public PoolOperation(PoolingShape shape, BlockedLayout input, BlockedLayout output, bool isMax)
        : base(output, shape.KernelHeight * shape.KernelWidth)
    {
        _input = input;
        _shape = shape;
        _isMax = isMax;
        _rows = PoolWindow.Along(new PoolAxis(shape.KernelHeight, shape.StrideY, shape.DilationY, shape.PadTop, shape.PadBottom), input.Height, output.Height);
        _columns = PoolWindow.Along(new PoolAxis(shape.KernelWidth, shape.StrideX, shape.DilationX, shape.PadLeft, shape.PadRight), input.Width, output.Width);
    }

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, _input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            nint ahead = y + 1 < band.EndRow ? (nint)(_rows[y + 1].First - _rows[y].First) * _input.RowStride : 0;
            for (int x = 0; x < _columns.Length; x++)
            {
                int start = (band.Picture * _input.ImageStride) + _input.Offset(band.Block, _rows[y].First, _columns[x].First);
                ref readonly float input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), start);
                ref float output = ref row[x * BlockedLayout.Block];
                Fetch(in input, ahead);
                for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
                {
                    TLanes value = _isMax
                        ? Largest<TLanes>(in input, lane, _rows[y].Count, _columns[x].Count)
                        : Mean<TLanes>(in input, lane, _rows[y], _columns[x]);
                    TLanes.Store(value, ref output, lane);
                }
            }

            ClearPadding(row, band.Block);
        }
    }

    /// <summary>Asks early for what the row below reads and this one does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fetch(ref readonly float input, nint ahead)
    {
        for (int ky = Math.Max(0, _shape.KernelHeight - _shape.StrideY); ky < _shape.KernelHeight; ky++)
        {
            for (int kx = 0; kx < Math.Min(_shape.StrideX, _shape.KernelWidth); kx++)
            {
                Prefetch.Near(in input, ahead + (ky * _input.RowStride) + (kx * BlockedLayout.Block));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TLanes Largest<TLanes>(ref readonly float input, int lane, int rows, int columns)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes largest = TLanes.Broadcast(float.NegativeInfinity);
        nint rowStep = (nint)_shape.DilationY * _input.RowStride;
        nint columnStep = (nint)_shape.DilationX * BlockedLayout.Block;
        for (int ky = 0; ky < rows; ky++)
        {
            nint at = (ky * rowStep) + lane;
            for (int kx = 0; kx < columns; kx++, at += columnStep)
            {
                largest = TLanes.Max(largest, TLanes.Load(in input, at));
            }
        }

        return largest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TLanes Mean<TLanes>(ref readonly float input, int lane, PoolWindow row, PoolWindow column)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Broadcast(0f);
        nint rowStep = (nint)_shape.DilationY * _input.RowStride;
        nint columnStep = (nint)_shape.DilationX * BlockedLayout.Block;
        for (int ky = 0; ky < row.Count; ky++)
        {
            nint at = (ky * rowStep) + lane;
            for (int kx = 0; kx < column.Count; kx++, at += columnStep)
            {
                sum = TLanes.Add(sum, TLanes.Load(in input, at));
            }
        }

        int count = _shape.CountIncludePad ? row.PaddedCount * column.PaddedCount : row.Count * column.Count;
        return TLanes.Multiply(sum, TLanes.Broadcast(1f / Math.Max(1, count)));
    }
}
