using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Transformed kernels of which only the slots of <see cref="WinogradSlots"/> are kept: [panel][row of points][block of 16 inputs][slot][input][output channel of the panel].</summary>
/// <remarks>Inputs beyond the last fill its block with zeros.</remarks>
internal sealed class WinogradSlotWeights
{
    private readonly AlignedBuffer _packed;
    private readonly Panel[] _allPanels;
    private readonly int _lanes;
    private readonly int _size;
    private readonly int _inputs;

    /// <summary>Keeps what is needed of all points.</summary>
    /// <param name="inputs">Input channels.</param>
    /// <param name="size">Points of a row.</param>
    /// <param name="width">Width of a vector.</param>
    /// <param name="all">All points, [panel][point][input][output channel of the panel].</param>
    /// <param name="allPanels">Their panels.</param>
    public WinogradSlotWeights(int inputs, int size, LaneWidth width, ReadOnlySpan<float> all, Panel[] allPanels)
    {
        _inputs = inputs;
        _size = size;
        _lanes = (int)width;
        _allPanels = allPanels;
        _packed = new AlignedBuffer(StartOf(allPanels[^1]) + LengthOf(allPanels[^1]));
        _packed.Span.Clear();
        foreach (Panel panel in allPanels)
        {
            for (int row = 0; row < size; row++)
            {
                for (int column = 0; column < size; column++)
                {
                    for (int block = 0; block < Blocks && WinogradSlots.Of(column, size) is { } slot; block++)
                    {
                        all.Slice(AllPlace(panel, (row * size) + column, block), BlockLength(panel, block)).CopyTo(_packed.Span[SlotPlace(panel, row, block, slot)..]);
                    }
                }
            }
        }
    }

    private int Blocks => (_inputs + BlockedLayout.Block - 1) / BlockedLayout.Block;

    /// <summary>Weights of a panel.</summary>
    public ReadOnlySpan<float> Of(Panel panel) => _packed.Slice(StartOf(panel), LengthOf(panel));

    /// <summary>All points again, as they were given, to the bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public AlignedBuffer All<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        AlignedBuffer all = new(_allPanels.Sum(panel => _size * _size * panel.WeightCount));
        foreach (Panel panel in _allPanels)
        {
            nint distance = BlockedLayout.Block * panel.Vectors * TLanes.Count;
            for (int row = 0; row < _size; row++)
            {
                for (int block = 0; block < Blocks; block++)
                {
                    ref float first = ref _packed.Span[SlotPlace(panel, row, block, 0)];
                    for (int column = 0; column < _size; column++)
                    {
                        Span<float> target = all.Slice(AllPlace(panel, (row * _size) + column, block), BlockLength(panel, block));
                        if (WinogradSlots.Of(column, _size) is { } slot)
                        {
                            _packed.Slice(SlotPlace(panel, row, block, slot), target.Length).CopyTo(target);
                            continue;
                        }

                        for (int i = 0; i < target.Length; i += TLanes.Count)
                        {
                            TLanes.Store(column == 2 ? SecondPoint.Load<TLanes>(in first, i, distance) : FourthPoint.Load<TLanes>(in first, i, distance), ref target[0], i);
                        }
                    }
                }
            }
        }

        return all;
    }

    private int LengthOf(Panel panel) => _size * Blocks * WinogradSlots.Count(_size) * BlockedLayout.Block * panel.Vectors * _lanes;

    private int StartOf(Panel panel) => _size * Blocks * WinogradSlots.Count(_size) * BlockedLayout.Block * panel.Channel;

    private int BlockLength(Panel panel, int block) => Math.Min(BlockedLayout.Block, _inputs - (block * BlockedLayout.Block)) * panel.Vectors * _lanes;

    private int AllPlace(Panel panel, int point, int block) => panel.Weights + (point * panel.WeightCount) + (block * BlockedLayout.Block * panel.Vectors * _lanes);

    private int SlotPlace(Panel panel, int row, int block, int slot) =>
        StartOf(panel) + ((((row * Blocks) + block) * WinogradSlots.Count(_size)) + slot) * BlockedLayout.Block * panel.Vectors * _lanes;
}
