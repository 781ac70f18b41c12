using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Weight and bias gradients of a first layer: stages rows of x with their few channels side by side, so that no product is wasted on padding channels.</summary>
/// <remarks>Items: panel of output channels, group of kernel rows. A register tile's rows are neighbouring floats of a staged row: columns and channels of the kernel.</remarks>
internal sealed class StemWeightGradient : LaneOperation
{
    // Rows of dY that are staged for together: few rows of x are staged twice, and they stay in the second cache.
    private const int BandRows = 8;

    // Items that let a few threads share a layer.
    private const int WantedItems = 4;

    private readonly ConvolutionGradientSpec _spec;
    private readonly IStemSource _source;
    private readonly int _panelWidth;
    private readonly int _panels;
    private readonly int _parts;
    private readonly int _stagedWidth;
    private readonly int _rowInputs;

    /// <summary>Fixes every choice; see <see cref="ConvolutionGradient"/>.</summary>
    public StemWeightGradient(ConvolutionGradientSpec spec, IStemSource source)
    {
        _spec = spec;
        _source = source;
        ConvolutionShape shape = spec.Shape;
        _panelWidth = Math.Min(2 * LaneCount, spec.Output.Blocks * BlockedLayout.Block);
        _panels = (shape.OutputChannels + _panelWidth - 1) / _panelWidth;
        _parts = Math.Clamp((WantedItems + _panels - 1) / _panels, 1, shape.KernelHeight);
        _stagedWidth = (shape.PadLeft + shape.InputWidth + shape.PadRight) * shape.InputChannels;
        _rowInputs = shape.KernelWidth * shape.InputChannels;
    }

    /// <inheritdoc/>
    public override int ScratchLength => SumFloats + (StagedRows(BandRows, MostKernelRows) * _stagedWidth) + _panelWidth;

    private int MostKernelRows => (_spec.Shape.KernelHeight + _parts - 1) / _parts;

    private int SumFloats => MostKernelRows * _rowInputs * _panelWidth;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _panels * _parts;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        ConvolutionShape shape = _spec.Shape;
        _source.Check(in buffers);
        BufferChecks.Holds(buffers.Second, _spec.Output, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, (long)shape.OutputChannels * ((shape.KernelHeight * _rowInputs) + 1), nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        for (int item = first; item < end; item++)
        {
            int part = item % _parts;
            Part rows = new(item / _parts * _panelWidth, shape.KernelHeight * part / _parts, shape.KernelHeight * (part + 1) / _parts);
            buffers.Scratch[..SumFloats].Clear();
            buffers.Scratch[^_panelWidth..].Clear();
            for (int picture = 0; picture < buffers.Batch; picture++)
            {
                for (int y = 0; y < shape.OutputHeight; y += BandRows)
                {
                    int count = Math.Min(BandRows, shape.OutputHeight - y);
                    int top = (y * shape.StrideY) - shape.PadTop + (rows.FirstKernelRow * shape.DilationY);
                    Stage(in buffers, (picture, top, StagedRows(count, rows.Count)), rows.Count);
                    AddBand<TLanes>(in buffers, in rows, picture, (y, count));
                }
            }

            Finish(in buffers, in rows);
        }
    }

    private int StagedRows(int rows, int kernelRows) => ((rows - 1) * _spec.Shape.StrideY) + ((kernelRows - 1) * _spec.Shape.DilationY) + 1;

    /// <summary>Whether a staged row meets a kernel row: with strides, some meet none.</summary>
    private bool IsRead(int stagedRow, int kernelRows)
    {
        for (int ky = 0; ky < kernelRows; ky++)
        {
            int from = stagedRow - (ky * _spec.Shape.DilationY);
            if (from >= 0 && from % _spec.Shape.StrideY == 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Stage(in OperationBuffers buffers, (int Picture, int Top, int Count) rows, int kernelRows)
    {
        ConvolutionShape shape = _spec.Shape;
        int left = shape.PadLeft * shape.InputChannels;
        int inside = shape.InputWidth * shape.InputChannels;
        for (int i = 0; i < rows.Count; i++)
        {
            if (!IsRead(i, kernelRows))
            {
                continue;
            }

            Span<float> row = buffers.Scratch.Slice(SumFloats + (i * _stagedWidth), _stagedWidth);
            if (rows.Top + i < 0 || rows.Top + i >= shape.InputHeight)
            {
                row.Clear();
                continue;
            }

            row[..left].Clear();
            row[(left + inside)..].Clear();
            _source.ReadRow(in buffers, rows.Picture, rows.Top + i, row.Slice(left, inside));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBand<TLanes>(in OperationBuffers buffers, in Part part, int picture, (int Y, int Count) band)
        where TLanes : struct, ILanes<TLanes>
    {
        ConvolutionShape shape = _spec.Shape;
        BlockedLayout output = _spec.Output;
        nint plane = Plane(output, picture, part.Output);
        ref float vectors = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), plane + output.Offset(0, band.Y, 0));
        ref float scratch = ref MemoryMarshal.GetReference(buffers.Scratch);
        bool dense = shape.DilationX == 1;
        int run = dense ? _rowInputs : shape.InputChannels;
        int tileRows = OuterProduct.TileRows<TLanes>();
        int tiles = (run + tileRows - 1) / tileRows;
        OuterProduct tile = new()
        {
            Vectors = ref vectors,
            VectorCount = Math.Min(_panelWidth, (output.Blocks * BlockedLayout.Block) - part.Output) / TLanes.Count,
            Width = shape.OutputWidth,
            Height = band.Count,
            RowStep = shape.StrideX * shape.InputChannels,
            RowLine = shape.StrideY * _stagedWidth,
            VectorStep = BlockedLayout.Block,
            VectorLine = output.RowStride,
            SecondVector = Plane(output, picture, part.Output + TLanes.Count) - plane,
            SumStep = _panelWidth,
        };
        for (int ky = 0; ky < part.Count; ky++)
        {
            for (int kx = 0; kx < (dense ? 1 : shape.KernelWidth); kx++)
            {
                for (int t = 0; t < tiles; t++)
                {
                    int r = run * t / tiles;
                    int staged = (ky * shape.DilationY * _stagedWidth) + (kx * shape.DilationX * shape.InputChannels) + r;
                    tile.RowCount = (run * (t + 1) / tiles) - r;
                    tile.Rows = ref Unsafe.Add(ref scratch, SumFloats + staged);
                    tile.Sums = ref Unsafe.Add(ref scratch, ((ky * _rowInputs) + (kx * shape.InputChannels) + r) * _panelWidth);
                    tile.Run<TLanes>();
                }
            }
        }

        for (int i = 0; i < band.Count * tile.VectorCount && part.FirstKernelRow == 0; i++)
        {
            int v = i % tile.VectorCount;
            ref float source = ref Unsafe.Add(ref vectors, (i / tile.VectorCount * output.RowStride) + (v * tile.SecondVector));
            VectorSum.Add<TLanes>(in source, BlockedLayout.Block, shape.OutputWidth, ref buffers.Scratch[buffers.Scratch.Length - _panelWidth + (v * TLanes.Count)]);
        }
    }

    /// <summary>Adds an item's sums [kernel row][kernel column][channel][output] to the output.</summary>
    private void Finish(in OperationBuffers buffers, in Part part)
    {
        ConvolutionShape shape = _spec.Shape;
        int taps = shape.KernelHeight * shape.KernelWidth;
        for (int v = 0; v < Math.Min(_panelWidth, shape.OutputChannels - part.Output); v++)
        {
            Span<float> kernels = buffers.Output.Slice((part.Output + v) * shape.InputChannels * taps, shape.InputChannels * taps);
            for (int i = 0; i < part.Count * _rowInputs; i++)
            {
                int ky = part.FirstKernelRow + (i / _rowInputs);
                int kx = i % _rowInputs / shape.InputChannels;
                kernels[(i % shape.InputChannels * taps) + (ky * shape.KernelWidth) + kx] += buffers.Scratch[(i * _panelWidth) + v];
            }

            if (part.FirstKernelRow == 0)
            {
                buffers.Output[(shape.OutputChannels * shape.InputChannels * taps) + part.Output + v] += buffers.Scratch[buffers.Scratch.Length - _panelWidth + v];
            }
        }
    }

    private static nint Plane(BlockedLayout layout, int picture, int channel) =>
        ((nint)picture * layout.ImageStride) + ((nint)(channel / BlockedLayout.Block) * layout.PlaneStride) + (channel % BlockedLayout.Block);

    /// <summary>What an item owns: a panel of output channels, some kernel rows.</summary>
    private readonly record struct Part(int Output, int FirstKernelRow, int EndKernelRow)
    {
        public int Count => EndKernelRow - FirstKernelRow;
    }
}
