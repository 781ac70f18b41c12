using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>For each point: products [tile][2 vectors] = transformed inputs [tile][channel] times weights [channel][2 vectors].</summary>
internal sealed class WinogradProducts(ConvolutionSpec spec, WinogradGrid grid)
{
    private static readonly AlignedBuffer s_noBias = Zeros();

    /// <summary>Zeros for two vectors.</summary>
    public static ref float NoBias => ref s_noBias.Span[0];

    /// <summary>Computes the products of some tiles of a panel.</summary>
    public void Run<TLanes>(in WinogradProductCall args)
        where TLanes : struct, ILanes<TLanes>
    {
        if (args.Vectors == 2)
        {
            Run<TLanes, DoubleRow<TLanes>>(in args);
        }
        else
        {
            Run<TLanes, SingleRow<TLanes>>(in args);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Run<TLanes, TRow>(in WinogradProductCall args)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
    {
        TransformedInputs places = args.Places;
        Span<int> runs = stackalloc int[places.Blocks];
        for (int run = 0; run < runs.Length; run++)
        {
            runs[run] = run * places.BlockStep;
        }

        int count = args.Tiles.End - args.Tiles.First;
        Span<Tile> parts = stackalloc Tile[(count + (2 * TLanes.HalfTile) - 1) / (2 * TLanes.HalfTile)];
        Divide(parts, count, 2 * TLanes.Count, TLanes.HalfTile);
        bool halves = args.FetchesWeights && parts.Length > 1;
        nint half = halves ? args.WeightStep / 2 : 0;
        TileCall call = new()
        {
            Runs = runs,
            RunLength = BlockedLayout.Block,
            LastRunLength = spec.Input.Channels - ((places.Blocks - 1) * BlockedLayout.Block),
            InputStep = BlockedLayout.Block,
            OutputStep = 2 * TLanes.Count,
            VectorOutput = TLanes.Count,
            WeightsAheadStep = parts.Length == 1 ? 2 * BlockedLayout.Block : BlockedLayout.Block,
            InputAhead = places.PointStep - parts[^1].Input,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        scoped TileOperands operands = default;
        operands.Bias = ref NoBias;
        for (int point = 0; point < grid.Points; point++)
        {
            operands.Weights = ref Unsafe.AsRef(in args.Weights[point * args.WeightStep]);
            operands.Input = ref Unsafe.AsRef(in args.Inputs[(point * places.PointStep) + places.Offset(0, args.Tiles.First)]);
            operands.Output = ref args.Products[point * count * 2 * TLanes.Count];
            for (int part = 0; part < parts.Length; part += call.Count)
            {
                call.Tiles = parts[part..];
                call.Count = Tile.EqualAtStart(call.Tiles);
                call.First = parts[part].First;
                call.Second = parts[part].Second;
                call.HalfInput = call.First * call.InputStep;
                call.HalfOutput = call.First * call.OutputStep;
                call.WeightsAhead = args.FetchesWeights ? args.WeightStep + ((part & 1) * half) : 0;
                call.WeightsAheadTurn = (part & 1) == 0 ? half : -half;
                TileKernel.Run<TLanes, TRow, BlockStep>(in call, in operands);
            }
        }
    }

    /// <summary>Divides rows evenly into register tiles.</summary>
    public static void Divide(Span<Tile> parts, int count, int outputStep, int maxHalf)
    {
        for (int part = 0; part < parts.Length; part++)
        {
            int first = count * part / parts.Length;
            int rows = (count * (part + 1) / parts.Length) - first;
            int upper = rows <= maxHalf ? rows : (rows + 1) / 2;
            parts[part] = new Tile(first * BlockedLayout.Block, first * outputStep, 0, upper, rows - upper);
        }
    }

    private static AlignedBuffer Zeros()
    {
        AlignedBuffer zeros = new(2 * F32x16.Count);
        zeros.Span.Clear();
        return zeros;
    }
}
