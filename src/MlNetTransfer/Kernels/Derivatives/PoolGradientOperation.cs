using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Rows;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradient of windows; see <see cref="PoolingGradient"/>. Items are bands of rows of dX.</summary>
/// <remarks>
/// A band takes every window that reaches it: the window's dY (times 1 / count, or for the first largest value alone) is added to the taps in the band.
/// Windows that straddle two bands are searched twice, and each element's sum has the same order in any division. Taps are numbered as floats: exact
/// up to windows of 2^24 taps.
/// </remarks>
internal sealed class PoolGradientOperation : RowOperation
{
    private readonly PoolGradientSpec _spec;
    private readonly PoolWindow[] _rows;
    private readonly PoolWindow[] _columns;

    public PoolGradientOperation(PoolGradientSpec spec, BlockedLayout output)
        : base(output, WorkOf(spec.Shape))
    {
        _spec = spec;
        PoolingShape shape = spec.Shape;
        _rows = PoolWindow.Along(new PoolAxis(shape.KernelHeight, shape.StrideY, shape.DilationY, shape.PadTop, shape.PadBottom), output.Height, spec.Gradient.Height);
        _columns = PoolWindow.Along(new PoolAxis(shape.KernelWidth, shape.StrideX, shape.DilationX, shape.PadLeft, shape.PadRight), output.Width, spec.Gradient.Width);
    }

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, _spec.Gradient, buffers.Batch, nameof(buffers.Input));
        if (_spec.IsMax)
        {
            BufferChecks.Holds(buffers.Second, _spec.Saved, buffers.Batch, nameof(buffers.Second));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            OutputRow(in buffers, in band, y).Clear();
        }

        for (int y = 0; y < _rows.Length; y++)
        {
            Taps taps = TapsOf(_rows[y], in band);
            if (taps.FirstRow >= taps.EndRow)
            {
                continue;
            }

            for (int x = 0; x < _columns.Length; x++)
            {
                ref readonly float gradient = ref At(buffers.Input, _spec.Gradient, (band.Picture, band.Block), (y, x));
                ref float output = ref Unsafe.AsRef(in At(buffers.Output, Output, (band.Picture, band.Block), (_rows[y].First, _columns[x].First)));
                taps.Columns = _columns[x].Count;
                if (_spec.IsMax)
                {
                    ref readonly float saved = ref At(buffers.Second, _spec.Saved, (band.Picture, band.Block), (_rows[y].First, _columns[x].First));
                    AddToLargest<TLanes>(in gradient, in saved, ref output, in taps);
                }
                else
                {
                    AddToAll<TLanes>(in gradient, CountOf(_rows[y], _columns[x]), ref output, in taps);
                }
            }
        }
    }

    private static int WorkOf(PoolingShape shape) =>
        (int)Math.Clamp(2L * shape.KernelHeight * shape.KernelWidth / ((long)shape.StrideY * shape.StrideX), 2, int.MaxValue);

    private static ref readonly float At(ReadOnlySpan<float> buffer, BlockedLayout layout, (int Picture, int Block) plane, (int Y, int X) pixel) =>
        ref Unsafe.Add(ref MemoryMarshal.GetReference(buffer), ((nint)plane.Picture * layout.ImageStride) + layout.Offset(plane.Block, pixel.Y, pixel.X));

    private int CountOf(PoolWindow row, PoolWindow column) =>
        _spec.Shape.CountIncludePad ? row.PaddedCount * column.PaddedCount : row.Count * column.Count;

    /// <summary>The rows of a window, and those of them that lie in the band.</summary>
    private Taps TapsOf(PoolWindow row, in RowBand band)
    {
        int step = _spec.Shape.DilationY;
        int first = Math.Max(0, band.FirstRow - row.First + step - 1) / step;
        int end = band.EndRow <= row.First ? 0 : Math.Min(row.Count, (band.EndRow - row.First + step - 1) / step);
        return new Taps
        {
            Rows = row.Count,
            FirstRow = first,
            EndRow = end,
            RowStep = (nint)step * Output.RowStride,
            SavedRowStep = (nint)step * _spec.Saved.RowStride,
            ColumnStep = _spec.Shape.DilationX * BlockedLayout.Block,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToLargest<TLanes>(ref readonly float gradient, ref readonly float saved, ref float output, in Taps taps)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes largest = TLanes.Broadcast(float.NegativeInfinity);
            TLanes best = TLanes.Broadcast(0f);
            int tap = 0;
            for (int ky = 0; ky < taps.Rows; ky++)
            {
                nint at = (ky * taps.SavedRowStep) + lane;
                for (int kx = 0; kx < taps.Columns; kx++, at += taps.ColumnStep, tap++)
                {
                    TLanes value = TLanes.Load(in saved, at);
                    best = TLanes.ChooseLess(largest, value, TLanes.Broadcast(tap), best);
                    largest = TLanes.ChooseLess(largest, value, value, largest);
                }
            }

            TLanes own = TLanes.Load(in gradient, lane);
            tap = taps.FirstRow * taps.Columns;
            for (int ky = taps.FirstRow; ky < taps.EndRow; ky++)
            {
                nint at = (ky * taps.RowStep) + lane;
                for (int kx = 0; kx < taps.Columns; kx++, at += taps.ColumnStep, tap++)
                {
                    TLanes share = TLanes.ChooseEqual(best, TLanes.Broadcast(tap), own, TLanes.Broadcast(0f));
                    TLanes.Store(TLanes.Add(TLanes.Load(in output, at), share), ref output, at);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddToAll<TLanes>(ref readonly float gradient, int count, ref float output, in Taps taps)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes share = TLanes.Multiply(TLanes.Load(in gradient, lane), TLanes.Broadcast(1f / Math.Max(1, count)));
            for (int ky = taps.FirstRow; ky < taps.EndRow; ky++)
            {
                nint at = (ky * taps.RowStep) + lane;
                for (int kx = 0; kx < taps.Columns; kx++, at += taps.ColumnStep)
                {
                    TLanes.Store(TLanes.Add(TLanes.Load(in output, at), share), ref output, at);
                }
            }
        }
    }

    private struct Taps
    {
        public int Rows;
        public int FirstRow;
        public int EndRow;
        public int Columns;
        public nint RowStep;
        public nint SavedRowStep;
        public nint ColumnStep;
    }
}
