using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Rows;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradient of windows; see <see cref="PoolingGradient"/>. Items are bands of rows of dX.</summary>
/// <remarks>
/// Gathered, not scattered (adding to elements just stored costs about twice as much): first each window that meets the band finds the number of its first
/// largest tap, then each element of dX adds up the dY of the windows that hold it (and whose largest tap it is, or times 1 / count), in the windows' order.
/// Windows that straddle two bands are searched twice. Taps are numbered as floats: exact up to windows of 2^24 taps.
/// </remarks>
internal sealed class PoolGradientOperation : RowOperation
{
    // Rows of a band are few times as many as a window's, so that few windows are searched twice.
    private const int WorkForBands = 1;

    private readonly PoolGradientSpec _spec;
    private readonly PoolWindow[] _rows;
    private readonly PoolWindow[] _columns;
    private readonly PoolUse[][] _rowUses;
    private readonly PoolUse[][] _columnUses;
    private readonly float[] _shares;

    public PoolGradientOperation(PoolGradientSpec spec, BlockedLayout output)
        : base(output, WorkForBands)
    {
        _spec = spec;
        PoolingShape shape = spec.Shape;
        _rows = PoolWindow.Along(new PoolAxis(shape.KernelHeight, shape.StrideY, shape.DilationY, shape.PadTop, shape.PadBottom), output.Height, spec.Gradient.Height);
        _columns = PoolWindow.Along(new PoolAxis(shape.KernelWidth, shape.StrideX, shape.DilationX, shape.PadLeft, shape.PadRight), output.Width, spec.Gradient.Width);
        _rowUses = PoolUse.Along(_rows, shape.DilationY, output.Height);
        _columnUses = PoolUse.Along(_columns, shape.DilationX, output.Width);
        _shares = spec.IsMax ? [] : SharesOf(shape, _rows, _columns);
    }

    /// <summary>The number of each window's largest tap, for all windows that a band can meet.</summary>
    public override int ScratchLength => _spec.IsMax ? _rows.Length * _columns.Length * BlockedLayout.Block : 0;

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, _spec.Gradient, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        if (_spec.IsMax)
        {
            BufferChecks.Holds(buffers.Second, _spec.Saved, buffers.Batch, nameof(buffers.Second));
        }
    }

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        BlockedPlane gradient = new(buffers.Input, _spec.Gradient, band.Picture, band.Block);
        if (_spec.IsMax)
        {
            BlockedPlane saved = new(buffers.Second, _spec.Saved, band.Picture, band.Block);
            for (int y = 0; y < _rows.Length; y++)
            {
                if (Meets(_rows[y], in band))
                {
                    FindLargest<TLanes>(saved, y, buffers.Scratch.Slice(y * _columns.Length * BlockedLayout.Block, _columns.Length * BlockedLayout.Block));
                }
            }
        }

        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            if (_spec.IsMax)
            {
                GatherLargest<TLanes>(gradient, buffers.Scratch, y, row);
            }
            else
            {
                GatherMeans<TLanes>(gradient, y, row);
            }
        }
    }

    /// <summary>1 / count of each window.</summary>
    private static float[] SharesOf(PoolingShape shape, PoolWindow[] rows, PoolWindow[] columns) =>
        [.. rows.SelectMany(row => columns.Select(column =>
            1f / Math.Max(1, shape.CountIncludePad ? row.PaddedCount * column.PaddedCount : row.Count * column.Count)))];

    private bool Meets(PoolWindow row, in RowBand band) =>
        row.Count > 0 && row.First < band.EndRow && row.First + ((row.Count - 1) * _spec.Shape.DilationY) >= band.FirstRow;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindLargest<TLanes>(BlockedPlane saved, int y, Span<float> largestTaps)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float target = ref MemoryMarshal.GetReference(largestTaps);
        ref readonly float top = ref saved.Row(_rows[y].First);
        int rows = _rows[y].Count;
        nint rowStep = (nint)_spec.Shape.DilationY * _spec.Saved.RowStride;
        nint columnStep = (nint)_spec.Shape.DilationX * BlockedLayout.Block;
        for (int x = 0; x < _columns.Length; x++)
        {
            (int first, int columns, _) = _columns[x];
            for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
            {
                TLanes largest = TLanes.Broadcast(float.NegativeInfinity);
                TLanes best = TLanes.Broadcast(0f);
                TLanes tap = TLanes.Broadcast(0f);
                TLanes one = TLanes.Broadcast(1f);
                for (int ky = 0; ky < rows; ky++)
                {
                    nint at = (ky * rowStep) + (first * BlockedLayout.Block) + lane;
                    for (int kx = 0; kx < columns; kx++, at += columnStep)
                    {
                        TLanes value = TLanes.Load(in top, at);
                        best = TLanes.ChooseLess(largest, value, tap, best);
                        largest = TLanes.Max(value, largest);
                        tap = TLanes.Add(tap, one);
                    }
                }

                TLanes.Store(best, ref target, (x * BlockedLayout.Block) + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherLargest<TLanes>(BlockedPlane gradient, ReadOnlySpan<float> largestTaps, int y, Span<float> row)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float output = ref MemoryMarshal.GetReference(row);
        ref readonly float taps = ref MemoryMarshal.GetReference(largestTaps);
        TLanes none = TLanes.Broadcast(0f);
        for (int x = 0; x < _columnUses.Length; x++)
        {
            PoolUse[] across = _columnUses[x];
            for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
            {
                TLanes sum = none;
                foreach ((int windowRow, int tapRow) in _rowUses[y])
                {
                    ref readonly float own = ref gradient.Row(windowRow);
                    nint start = (nint)windowRow * _columns.Length * BlockedLayout.Block;
                    foreach ((int window, int tapColumn) in across)
                    {
                        nint at = (window * BlockedLayout.Block) + lane;
                        TLanes tap = TLanes.Broadcast((tapRow * _columns[window].Count) + tapColumn);
                        sum = TLanes.Add(sum, TLanes.ChooseEqual(TLanes.Load(in taps, start + at), tap, TLanes.Load(in own, at), none));
                    }
                }

                TLanes.Store(sum, ref output, (x * BlockedLayout.Block) + lane);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void GatherMeans<TLanes>(BlockedPlane gradient, int y, Span<float> row)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float output = ref MemoryMarshal.GetReference(row);
        for (int x = 0; x < _columnUses.Length; x++)
        {
            PoolUse[] across = _columnUses[x];
            for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
            {
                TLanes sum = TLanes.Broadcast(0f);
                foreach ((int windowRow, _) in _rowUses[y])
                {
                    ref readonly float own = ref gradient.Row(windowRow);
                    ReadOnlySpan<float> shares = _shares.AsSpan(windowRow * _columns.Length, _columns.Length);
                    foreach ((int window, _) in across)
                    {
                        sum = TLanes.MultiplyAdd(TLanes.Load(in own, (window * BlockedLayout.Block) + lane), TLanes.Broadcast(shares[window]), sum);
                    }
                }

                TLanes.Store(sum, ref output, (x * BlockedLayout.Block) + lane);
            }
        }
    }
}
