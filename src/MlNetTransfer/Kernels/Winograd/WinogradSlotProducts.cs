using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>The products of <see cref="WinogradProducts"/> for few tiles, from the weights of <see cref="WinogradSlotWeights"/>: the same bits.</summary>
/// <remarks>
/// Few tiles are bound by the memory that their weights come from, so 3 of 4 or 4 of 6 points are read and the others summed while they multiply
/// (<see cref="SecondPoint"/>): a row of points at a time, some channels of it whose weights stay in the first cache. Sums go on where they stopped.
/// </remarks>
internal sealed class WinogradSlotProducts(ConvolutionSpec spec, WinogradGrid grid)
{
    // Blocks of 16 channels whose weights stay in the first cache: 32 KB at 4 slots and the widest vectors; 2 were 3 % slower, 8 a quarter.
    private const int NearBlocks = 4;

    // Tiles that share what is fetched early.
    private const int FetchingParts = 2;

    private readonly int _size = grid.Outputs + WinogradKernels.Size - 1;

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
        int count = args.Tiles.End - args.Tiles.First;
        Span<Tile> parts = stackalloc Tile[(count + (2 * TLanes.HalfTile) - 1) / (2 * TLanes.HalfTile)];
        WinogradProducts.Divide(parts, count, 2 * TLanes.Count, TLanes.HalfTile);
        Span<int> runs = stackalloc int[Math.Min(NearBlocks, places.Blocks)];
        for (int run = 0; run < runs.Length; run++)
        {
            runs[run] = run * places.BlockStep;
        }

        int slots = WinogradSlots.Count(_size);
        int slot = BlockedLayout.Block * args.Vectors * TLanes.Count;
        int fetching = Math.Min(parts.Length, FetchingParts);
        scoped TileCall call = new()
        {
            RunLength = BlockedLayout.Block,
            InputStep = BlockedLayout.Block,
            OutputStep = 2 * TLanes.Count,
            VectorOutput = TLanes.Count,
            WeightSkip = (slots - 1) * slot,

            // The weights of the channels that come next are divided among the tiles of all points.
            WeightsAheadStep = ((slots * args.Vectors * TLanes.Count) + (_size * fetching) - 1) / (_size * fetching),
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        scoped TileOperands operands = default;
        operands.Bias = ref WinogradProducts.NoBias;
        for (int row = 0; row < _size; row++)
        {
            for (int block = 0; block < places.Blocks; block += runs.Length)
            {
                int blocks = Math.Min(runs.Length, places.Blocks - block);
                int start = ((row * places.Blocks) + block) * slots * slot;
                nint share = blocks * BlockedLayout.Block * call.WeightsAheadStep;
                call.Runs = runs[..blocks];
                call.LastRunLength = Math.Min(BlockedLayout.Block, spec.Input.Channels - ((block + blocks - 1) * BlockedLayout.Block));
                call.SumStep = block == 0 ? 0 : call.OutputStep;
                for (int column = 0; column < _size; column++)
                {
                    int point = (row * _size) + column;
                    int? ownSlot = WinogradSlots.Of(column, _size);
                    int offset = (ownSlot ?? 0) * slot;
                    operands.Weights = ref Unsafe.AsRef(in args.Weights[start + offset]);
                    operands.Input = ref Unsafe.AsRef(in args.Inputs[(point * places.PointStep) + places.Offset(block, args.Tiles.First)]);
                    operands.Output = ref args.Products[point * count * 2 * TLanes.Count];
                    call.InputAhead = NextInput(column, block, blocks, places) - parts[^1].Input;
                    for (int part = 0; part < parts.Length; part += call.Count)
                    {
                        call.Tiles = parts[part..];
                        call.Count = Tile.EqualAtStart(call.Tiles);
                        call.First = parts[part].First;
                        call.Second = parts[part].Second;
                        call.HalfInput = call.First * call.InputStep;
                        call.HalfOutput = call.First * call.OutputStep;
                        call.HalfSum = call.First * call.SumStep;
                        call.WeightsAhead = (blocks * slots * slot) - offset + (((column * fetching) + (part & (fetching - 1))) * share);
                        call.WeightsAheadTurn = fetching == 1 ? 0 : (part & 1) == 0 ? share : -share;
                        if (ownSlot is not null)
                        {
                            TileKernel.Run<TLanes, TRow, BlockStep, SlotPoint>(in call, in operands);
                        }
                        else if (column == 2)
                        {
                            TileKernel.Run<TLanes, TRow, BlockStep, SecondPoint>(in call, in operands);
                        }
                        else
                        {
                            TileKernel.Run<TLanes, TRow, BlockStep, FourthPoint>(in call, in operands);
                        }
                    }
                }
            }
        }
    }

    /// <summary>From a point's inputs to those that are read next.</summary>
    private int NextInput(int column, int block, int blocks, TransformedInputs places) =>
        column < _size - 1 ? places.PointStep
        : block + blocks < places.Blocks ? (blocks * places.BlockStep) - ((_size - 1) * places.PointStep)
        : places.PointStep - (block * places.BlockStep);
}
