using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>What the two stages of a Winograd convolution share: transformed inputs [point][channel block][tile][16] of all tiles of a batch.</summary>
internal static class StagedWinograd
{
    /// <summary>Floats that a picture's transformed inputs take at most.</summary>
    public static int TransformedLength(WinogradGrid grid) => checked(grid.TileFloats / BlockedLayout.Block * (grid.TileCount + 1) * BlockedLayout.Block);

    /// <summary>Places of a batch's tiles: an odd number, so that points and blocks do not fall into the same sets of a cache.</summary>
    public static TransformedInputs Places(ConvolutionSpec spec, WinogradGrid grid, int batch) => new(0, (batch * grid.TileCount) | 1, spec.Input.Blocks);
}

/// <summary>First stage: transforms all inputs. Items: channel block, picture.</summary>
internal sealed class WinogradInputStage<TTransform> : LaneOperation
    where TTransform : struct, IWinogradTransform
{
    private readonly ConvolutionSpec _spec;
    private readonly WinogradGrid _grid;
    private readonly WinogradInput<TTransform> _input;

    public WinogradInputStage(ConvolutionSpec spec)
    {
        _spec = spec;
        _grid = new WinogradGrid(spec, TTransform.Outputs);
        _input = new WinogradInput<TTransform>(spec, _grid);
    }

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _spec.Input.Blocks);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        TransformedInputs places = StagedWinograd.Places(_spec, _grid, buffers.Batch);
        BufferChecks.Holds(buffers.Output.Length, (long)_grid.Points * places.PointStep, nameof(buffers.Output));
        for (int item = first; item < end; item++)
        {
            (int block, int picture) = Math.DivRem(item, buffers.Batch);
            int firstTile = picture * _grid.TileCount;
            _input.Run<TLanes>(buffers.Input, (firstTile, firstTile + _grid.TileCount), (block, block + 1), buffers.Output, places);
        }
    }
}

/// <summary>Second stage: products and outputs. Items: panel, stretch of the batch's tiles, so that a panel's weights are read once for all pictures.</summary>
internal sealed class WinogradProductStage<TTransform> : LaneOperation
    where TTransform : struct, IWinogradTransform
{
    // Two register tiles at the widest vectors: a small picture's 16 tiles are one stretch, for two would read the panel's weights twice.
    private const int StretchTiles = 28;

    // Products of a panel, 36 x 56 x 2 vectors, take a quarter of a second cache of 1 MB.
    private const int MaxTiles = 2 * StretchTiles;

    private readonly ConvolutionSpec _spec;
    private readonly WinogradGrid _grid;
    private readonly Lock _gate = new();
    private readonly Panel[] _panels;
    private readonly WinogradProducts _products;
    private readonly WinogradSlotProducts _slotProducts;
    private readonly WinogradSlotWeights? _slots;
    private readonly WinogradOutput<TTransform> _output;
    private AlignedBuffer? _all;

    public WinogradProductStage(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _grid = new WinogradGrid(spec, TTransform.Outputs);
        WinogradWeights<TTransform> all = new(spec, Width, WeightOrder.Forward, weights);
        _panels = all.Panels;
        _products = new WinogradProducts(spec, _grid);
        _slotProducts = new WinogradSlotProducts(spec, _grid);
        if (_grid.TileCount <= StretchTiles)
        {
            _slots = new WinogradSlotWeights(spec.Shape.InputChannels, TTransform.Outputs + WinogradKernels.Size - 1, Width, all.Packed.Span, _panels);
        }
        else
        {
            _all = all.Packed;
        }

        _output = new WinogradOutput<TTransform>(spec, _grid, bias);
    }

    /// <inheritdoc/>
    public override int ScratchLength => MaxTiles * _grid.Points * 2 * LaneCount;

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => _spec.Residual == _spec.Output ? OverwritableOperands.Second : OverwritableOperands.None;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(_panels.Length * StretchCount(batch));

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        TransformedInputs places = StagedWinograd.Places(_spec, _grid, buffers.Batch);
        BufferChecks.Holds(buffers.Input.Length, (long)_grid.Points * places.PointStep, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        _output.Check(in buffers);
        int stretches = StretchCount(buffers.Batch);
        WinogradSlotWeights? few = stretches == 1 ? _slots : null;
        AlignedBuffer? all = few is null ? All<TLanes>() : null;
        WinogradProductCall call = new() { Inputs = buffers.Input, Places = places, FetchesWeights = true, Products = buffers.Scratch };
        for (int item = first; item < end;)
        {
            (int index, int stretch) = Math.DivRem(item, stretches);
            int count = Math.Min(Math.Min(end - item, stretches - stretch), MaxTiles / StretchTiles);
            (int First, int End) tiles = (StartOf(stretch, buffers.Batch), StartOf(stretch + count, buffers.Batch));
            Panel panel = _panels[index];
            call.Tiles = tiles;
            call.Vectors = panel.Vectors;
            if (few is not null)
            {
                call.Weights = few.Of(panel);
                _slotProducts.Run<TLanes>(in call);
            }
            else
            {
                call.Weights = all!.Slice(panel.Weights, _grid.Points * panel.WeightCount);
                call.WeightStep = panel.WeightCount;
                _products.Run<TLanes>(in call);
            }

            _output.Run<TLanes>(in buffers, tiles, in panel, buffers.Scratch);
            item += count;
        }
    }

    /// <summary>The weights of all points; where few tiles are all that is ever run, they are never made.</summary>
    private AlignedBuffer All<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        if (Volatile.Read(ref _all) is { } made)
        {
            return made;
        }

        lock (_gate)
        {
            return _all ??= _slots!.All<TLanes>();
        }
    }

    private int StretchCount(int batch) => ((batch * _grid.TileCount) + StretchTiles - 1) / StretchTiles;

    private int StartOf(int stretch, int batch) => (int)((long)stretch * batch * _grid.TileCount / StretchCount(batch));
}
