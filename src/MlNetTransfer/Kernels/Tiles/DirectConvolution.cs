using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>A convolution by register tiles straight from the blocked layout: any kernel, stride, dilation, padding and grouping.</summary>
/// <remarks>
/// Items are cut by panel group, picture and stretch of tiles; see <see cref="WorkDivision"/>. Neighbouring items of one call are merged into longer
/// stretches, which changes how often weights are read but no sum.
/// </remarks>
internal sealed class DirectConvolution : LaneOperation
{
    private readonly ConvolutionSpec _spec;
    private readonly ConvolutionPanels _panels;
    private readonly TileGrid _grid;
    private readonly WorkDivision _division;
    private readonly StoredFunction _function;

    /// <summary>Packs the weights; see <see cref="Convolution"/>.</summary>
    public DirectConvolution(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _panels = new ConvolutionPanels(spec, LaneCount, weights, bias);
        _grid = new TileGrid(spec, TileLimits.HalfTile(Width));
        _division = WorkDivision.Of(spec.Shape, _panels.Panels.Length, _panels.Weights.Length, _grid.Tiles.Length);
        _function = new StoredFunction(spec.Activation, spec.Output.Channels);
    }

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _division.ItemCount(batch);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output, _spec.Output, buffers.Batch, nameof(buffers.Output));
        if (_spec.Residual is { } residual)
        {
            BufferChecks.Holds(buffers.Second, residual, buffers.Batch, nameof(buffers.Second));
        }

        for (int item = first; item < end;)
        {
            WorkStretch stretch = _division.Stretch(item, end, buffers.Batch);
            for (int p = stretch.FirstPanel; p < stretch.EndPanel; p++)
            {
                RunPanel<TLanes>(in buffers, in stretch, in _panels.Panels[p]);
            }

            item += stretch.ItemCount;
        }
    }

    private void RunPanel<TLanes>(in OperationBuffers buffers, in WorkStretch stretch, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
    {
        if (_grid.InputStep == BlockedLayout.Block)
        {
            if (panel.Vectors == 2)
            {
                RunTiles<TLanes, DoubleRow<TLanes>, BlockStep>(in buffers, in stretch, in panel);
            }
            else
            {
                RunTiles<TLanes, SingleRow<TLanes>, BlockStep>(in buffers, in stretch, in panel);
            }
        }
        else if (panel.Vectors == 2)
        {
            RunTiles<TLanes, DoubleRow<TLanes>, AnyStep>(in buffers, in stretch, in panel);
        }
        else
        {
            RunTiles<TLanes, SingleRow<TLanes>, AnyStep>(in buffers, in stretch, in panel);
        }
    }

    private void RunTiles<TLanes, TRow, TStep>(in OperationBuffers buffers, in WorkStretch stretch, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
        where TStep : struct, IPixelStep
    {
        TileCall call = Call(panel);
        PanelPlaces places = new(_spec, panel, LaneCount, stretch.Picture);
        call.VectorOutput = places.VectorOutput;
        call.VectorResidual = places.VectorResidual;
        ref float input = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), (nint)stretch.Picture * _spec.Input.ImageStride);
        ref float output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), places.Output);
        ref float residual = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), places.Residual);
        TileOperands operands = default;
        operands.Weights = ref Unsafe.Add(ref MemoryMarshal.GetReference(_panels.Weights.Span), panel.Weights);
        operands.Bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(_panels.Bias.Span), panel.Channel);
        for (int t = stretch.FirstTile; t < stretch.EndTile; t++)
        {
            Tile tile = _grid.Tiles[t];
            call.First = tile.First;
            call.Second = tile.Second;
            call.HalfInput = _grid.HalfInput(tile.First);
            call.HalfOutput = _grid.HalfOutput(tile.First);
            call.HalfResidual = _grid.HalfResidual(tile.First);
            operands.Input = ref Unsafe.Add(ref input, tile.Input);
            operands.Output = ref Unsafe.Add(ref output, tile.Output);
            if (_spec.Residual is not null)
            {
                operands.Residual = ref Unsafe.Add(ref residual, tile.Residual);
            }

            TileKernel.Run<TLanes, TRow, TStep>(in call, in operands);
            _function.ApplyToTile<TLanes>(in call, ref operands.Output, panel);
        }
    }

    private TileCall Call(Panel panel) => new()
    {
        Runs = _panels.Runs.AsSpan(panel.Runs, panel.RunCount),
        RunLength = _panels.RunLength,
        LastRunLength = panel.LastRunLength,
        InputStep = _grid.InputStep,
        OutputStep = BlockedLayout.Block,
        WeightsAhead = _division.WeightsAhead(panel.WeightCount),
        Low = _function.Low,
        High = _function.High,
    };
}
