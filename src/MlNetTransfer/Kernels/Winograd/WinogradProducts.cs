using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>For each point: products [tile][2 vectors] = transformed inputs [tile][channel] times weights [channel][2 vectors].</summary>
internal sealed class WinogradProducts
{
    // Transformed weights beyond this come from the shared cache or from memory.
    private const int FarWeights = 512 * 1024 / sizeof(float);

    private readonly ConvolutionSpec _spec;
    private readonly WinogradGrid _grid;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _noBias = new(2 * F32x16.Count);
    private readonly bool _fetchAhead;

    public WinogradProducts(ConvolutionSpec spec, WinogradGrid grid, AlignedBuffer weights)
    {
        _spec = spec;
        _grid = grid;
        _weights = weights;
        _fetchAhead = weights.Length > FarWeights;
        _noBias.Span.Clear();
    }

    /// <summary>Computes the products of some tiles of a panel.</summary>
    /// <param name="inputs">Transformed inputs.</param>
    /// <param name="places">Where they lie.</param>
    /// <param name="tiles">Tiles [First, End).</param>
    /// <param name="panel">Output channels.</param>
    /// <param name="products">Receives [point][tile][2 vectors].</param>
    public void Run<TLanes>(ReadOnlySpan<float> inputs, TransformedInputs places, (int First, int End) tiles, in Panel panel, Span<float> products)
        where TLanes : struct, ILanes<TLanes>
    {
        if (panel.Vectors == 2)
        {
            Run<TLanes, DoubleRow<TLanes>>(inputs, places, tiles, in panel, products);
        }
        else
        {
            Run<TLanes, SingleRow<TLanes>>(inputs, places, tiles, in panel, products);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TLanes, TRow>(ReadOnlySpan<float> inputs, TransformedInputs places, (int First, int End) tiles, in Panel panel, Span<float> products)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
    {
        Span<int> runs = stackalloc int[places.Blocks];
        for (int block = 0; block < places.Blocks; block++)
        {
            runs[block] = block * places.BlockStep;
        }

        int count = tiles.End - tiles.First;
        Span<Tile> parts = stackalloc Tile[(count + (2 * TLanes.HalfTile) - 1) / (2 * TLanes.HalfTile)];
        Divide(parts, count, 2 * TLanes.Count, TLanes.HalfTile);
        nint half = _fetchAhead && parts.Length > 1 ? panel.WeightCount / 2 : 0;
        TileCall call = new()
        {
            Runs = runs,
            RunLength = BlockedLayout.Block,
            LastRunLength = _spec.Input.Channels - ((places.Blocks - 1) * BlockedLayout.Block),
            InputStep = BlockedLayout.Block,
            OutputStep = 2 * TLanes.Count,
            VectorOutput = TLanes.Count,
            WeightsAheadStep = parts.Length == 1 ? 2 * BlockedLayout.Block : BlockedLayout.Block,
            InputAhead = places.PointStep - parts[^1].Input,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        scoped TileOperands operands = default;
        operands.Bias = ref _noBias.Span[0];
        for (int point = 0; point < _grid.Points; point++)
        {
            operands.Weights = ref _weights.Span[panel.Weights + (point * panel.WeightCount)];
            operands.Input = ref Unsafe.AsRef(in inputs[(point * places.PointStep) + places.Offset(0, tiles.First)]);
            operands.Output = ref products[point * count * 2 * TLanes.Count];
            for (int part = 0; part < parts.Length; part += call.Count)
            {
                call.Tiles = parts[part..];
                call.Count = Tile.EqualAtStart(call.Tiles);
                call.First = parts[part].First;
                call.Second = parts[part].Second;
                call.HalfInput = call.First * call.InputStep;
                call.HalfOutput = call.First * call.OutputStep;
                call.WeightsAhead = _fetchAhead ? panel.WeightCount + ((part & 1) * half) : 0;
                call.WeightsAheadTurn = (part & 1) == 0 ? half : -half;
                TileKernel.Run<TLanes, TRow, BlockStep>(in call, in operands);
            }
        }
    }

    /// <summary>Divides rows evenly into register tiles.</summary>
    private static void Divide(Span<Tile> parts, int count, int outputStep, int maxHalf)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            int first = count * part / parts.Length;
            int rows = (count * (part + 1) / parts.Length) - first;
            int upper = rows <= maxHalf ? rows : (rows + 1) / 2;
            parts[part] = new Tile(first * BlockedLayout.Block, first * outputStep, 0, upper, rows - upper);
        }
    }
}
