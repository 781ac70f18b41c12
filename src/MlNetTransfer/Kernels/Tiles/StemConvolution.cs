using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>A first convolution: reads pictures of a few channels, stages the rows it needs with their channels side by side, and runs the same register tiles.</summary>
/// <remarks>Items: picture, band of output rows. Without padding to 16 channels no product is wasted on zeros.</remarks>
internal sealed class StemConvolution : LaneOperation, IWeightedOperation
{
    // Rows of an item: enough that neighbouring bands stage few rows twice.
    private const int BandRows = 8;

    private readonly ConvolutionSpec _spec;
    private readonly IStemSource _source;
    private readonly StemPanels _panels;
    private readonly StoredFunction _function;
    private readonly int[] _runs;
    private readonly int _runLength;
    private readonly int _stagedWidth;
    private readonly int _bandCount;
    private readonly int _halfTile;

    public StemConvolution(ConvolutionSpec spec, IStemSource source, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _source = source;
        ConvolutionShape shape = spec.Shape;
        _panels = new StemPanels(spec, LaneCount, weights, bias);
        _function = new StoredFunction(spec.Activation, spec.Output.Channels);
        _halfTile = TileLimits.HalfTile(Width);
        _stagedWidth = (shape.PadLeft + shape.InputWidth + shape.PadRight) * shape.InputChannels;
        _bandCount = (spec.Output.Height + BandRows - 1) / BandRows;
        bool dense = shape.DilationX == 1;
        _runLength = (dense ? shape.KernelWidth : 1) * shape.InputChannels;
        int runsPerRow = dense ? 1 : shape.KernelWidth;
        _runs = new int[shape.KernelHeight * runsPerRow];
        for (int i = 0; i < _runs.Length; i++)
        {
            _runs[i] = (i / runsPerRow * shape.DilationY * _stagedWidth) + (i % runsPerRow * shape.DilationX * shape.InputChannels);
        }
    }

    /// <inheritdoc/>
    public int PackItemCount => _panels.Panels.Length;

    /// <inheritdoc/>
    public override int ScratchLength => StagedRows(BandRows) * _stagedWidth;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _bandCount);

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end) => _panels.Pack(weights, bias, first, end);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        _source.Check(in buffers);
        BufferChecks.Holds(buffers.Output, _spec.Output, buffers.Batch, nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        if (_spec.Residual is { } residual)
        {
            BufferChecks.Holds(buffers.Second, residual, buffers.Batch, nameof(buffers.Second));
        }

        for (int item = first; item < end; item++)
        {
            int picture = item / _bandCount;
            int firstRow = item % _bandCount * BandRows;
            int endRow = Math.Min(firstRow + BandRows, _spec.Output.Height);
            Stage(in buffers, picture, firstRow, endRow);
            WorkStretch stretch = new(picture, 0, _panels.Panels.Length, firstRow, endRow, 1);
            foreach (ref readonly Panel panel in _panels.Panels.AsSpan())
            {
                if (panel.Vectors == 2)
                {
                    RunPanel<TLanes, DoubleRow<TLanes>>(in buffers, in stretch, in panel);
                }
                else
                {
                    RunPanel<TLanes, SingleRow<TLanes>>(in buffers, in stretch, in panel);
                }
            }
        }
    }

    private int StagedRows(int rows) => ((rows - 1) * _spec.Shape.StrideY) + ((_spec.Shape.KernelHeight - 1) * _spec.Shape.DilationY) + 1;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage(in OperationBuffers buffers, int picture, int firstRow, int endRow)
    {
        ConvolutionShape shape = _spec.Shape;
        int top = (firstRow * shape.StrideY) - shape.PadTop;
        int left = shape.PadLeft * shape.InputChannels;
        int inside = shape.InputWidth * shape.InputChannels;
        for (int i = 0; i < StagedRows(endRow - firstRow); i++)
        {
            Span<float> row = buffers.Scratch.Slice(i * _stagedWidth, _stagedWidth);
            if (top + i < 0 || top + i >= shape.InputHeight)
            {
                row.Clear();
                continue;
            }

            row[..left].Clear();
            row[(left + inside)..].Clear();
            _source.ReadRow(in buffers, picture, top + i, row.Slice(left, inside));
        }
    }

    private void RunPanel<TLanes, TRow>(in OperationBuffers buffers, in WorkStretch stretch, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
    {
        switch (_spec.Shape.StrideX * _spec.Shape.InputChannels)
        {
            case 3:
                RunPanel<TLanes, TRow, ThreeStep>(in buffers, in stretch, in panel);
                break;
            case 6:
                RunPanel<TLanes, TRow, SixStep>(in buffers, in stretch, in panel);
                break;
            default:
                RunPanel<TLanes, TRow, AnyStep>(in buffers, in stretch, in panel);
                break;
        }
    }

    /// <summary>Runs a panel over a band; the stretch's tiles are the band's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPanel<TLanes, TRow, TStep>(in OperationBuffers buffers, in WorkStretch stretch, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep
    {
        PanelPlaces places = new(_spec, panel, TLanes.Count, stretch.Picture);
        TileCall call = new()
        {
            Runs = _runs,
            RunLength = _runLength,
            LastRunLength = _runLength,
            InputStep = _spec.Shape.StrideX * _spec.Shape.InputChannels,
            OutputStep = BlockedLayout.Block,
            VectorOutput = places.VectorOutput,
            VectorResidual = places.VectorResidual,
            Low = _function.Low,
            High = _function.High,
        };
        TileOperands operands = default;
        operands.Weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(_panels.Packed.Weights.Span), panel.Weights);
        operands.Bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(_panels.Packed.Bias.Span), panel.Channel);
        int width = _spec.Output.Width;
        int tiles = (width + (2 * _halfTile) - 1) / (2 * _halfTile);
        for (int y = stretch.FirstTile; y < stretch.EndTile; y++)
        {
            int staged = (y - stretch.FirstTile) * _spec.Shape.StrideY * _stagedWidth;
            for (int t = 0; t < tiles; t++)
            {
                int x = (int)((long)width * t / tiles);
                int rows = (int)((long)width * (t + 1) / tiles) - x;
                call.First = rows <= _halfTile ? rows : (rows + 1) / 2;
                call.Second = rows - call.First;
                call.HalfInput = call.First * call.InputStep;
                call.HalfOutput = call.First * call.OutputStep;
                call.HalfResidual = call.HalfOutput;
                operands.Input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Scratch), staged + (x * call.InputStep));
                operands.Output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), places.Output + _spec.Output.Offset(0, y, x));
                if (_spec.Residual is { } residual)
                {
                    operands.Residual = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), places.Residual + residual.Offset(0, y, x));
                }

                TileKernel.Run<TLanes, TRow, TStep>(in call, in operands);
                _function.ApplyToTile<TLanes>(in call, ref operands.Output, panel);
            }
        }
    }
}
