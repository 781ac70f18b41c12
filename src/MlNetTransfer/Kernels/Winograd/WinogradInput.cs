using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>B^T d B of tiles. What lies outside the picture counts as zero whatever the halo.</summary>
internal sealed class WinogradInput<TTransform>(ConvolutionSpec spec, WinogradGrid grid)
    where TTransform : struct, IWinogradTransform
{
    private static int Size => TTransform.Outputs + 2;

    /// <summary>Transforms some tiles of some channel blocks.</summary>
    /// <param name="input">Pictures in the convolution's input layout.</param>
    /// <param name="tiles">Tiles [First, End).</param>
    /// <param name="blocks">Channel blocks [First, End).</param>
    /// <param name="target">Receives the results.</param>
    /// <param name="places">Where they go.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes>(ReadOnlySpan<float> input, (int First, int End) tiles, (int First, int End) blocks, Span<float> target, TransformedInputs places)
        where TLanes : struct, ILanes<TLanes>
    {
        BlockedLayout layout = spec.Input;
        Span<float> stack = stackalloc float[(Size * Size * BlockedLayout.Block) + CacheLine.Floats];
        Span<float> edge = MemoryMarshal.CreateSpan(ref CacheLine.First(stack), Size * Size * BlockedLayout.Block);
        (int Picture, int Y, int X) at = grid.PlaceOf(tiles.First);
        for (int tile = tiles.First; tile < tiles.End; tile++)
        {
            (int Picture, int Y, int X) next = grid.Next(at.Picture, at.Y, at.X);
            int y = at.Y - spec.Shape.PadTop;
            int x = at.X - spec.Shape.PadLeft;
            bool inside = WinogradWindow.IsStored(layout, (y, x), Size);
            nint ahead = tile + 1 < tiles.End ? AheadOf(layout, at, next) : 0;
            for (int block = blocks.First; block < blocks.End; block++)
            {
                ReadOnlySpan<float> plane = input.Slice((at.Picture * layout.ImageStride) + (block * layout.PlaneStride), layout.PlaneStride);
                ref float first = ref Unsafe.Add(ref MemoryMarshal.GetReference(target), places.Offset(block, tile));
                if (inside)
                {
                    ref readonly float window = ref plane[layout.Offset(0, y, x)];
                    Fetch(in window, ahead, layout.RowStride);
                    Transform<TLanes>(in window, layout.RowStride, ref first, places.PointStep);
                }
                else
                {
                    WinogradWindow.Copy(layout, plane, (y, x), Size, edge);
                    Transform<TLanes>(in edge[0], Size * BlockedLayout.Block, ref first, places.PointStep);
                }
            }

            at = next;
        }
    }

    /// <summary>From a tile's window to the columns of the next one that it does not share.</summary>
    private static nint AheadOf(BlockedLayout layout, (int Picture, int Y, int X) at, (int Picture, int Y, int X) next) =>
        ((nint)(next.Picture - at.Picture) * layout.ImageStride)
        + ((nint)(next.Y - at.Y) * layout.RowStride)
        + ((nint)(next.X - at.X + Size - TTransform.Outputs) * BlockedLayout.Block);

    /// <summary>Asks early for what the next tile reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(ref readonly float window, nint ahead, nint rowStride)
    {
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < TTransform.Outputs; column++)
            {
                Prefetch.Near(in window, ahead + (row * rowStride) + (column * BlockedLayout.Block));
            }
        }
    }

    /// <summary>Transforms a window of inputs: columns, then rows.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal static void Transform<TLanes>(ref readonly float source, nint rowStep, ref float target, nint pointStep)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> columns = stackalloc float[(Size * Size * TLanes.Count) + CacheLine.Floats];
        ref float between = ref CacheLine.First(columns);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            for (int j = 0; j < Size; j++)
            {
                ref float column = ref Unsafe.Add(ref Unsafe.AsRef(in source), (j * BlockedLayout.Block) + lane);
                TTransform.Input<TLanes>(in column, rowStep, ref Unsafe.Add(ref between, j * TLanes.Count), Size * TLanes.Count);
            }

            for (int i = 0; i < Size; i++)
            {
                ref float row = ref Unsafe.Add(ref between, i * Size * TLanes.Count);
                TTransform.Input<TLanes>(in row, TLanes.Count, ref Unsafe.Add(ref target, (i * Size * pointStep) + lane), pointStep);
            }
        }
    }
}
