using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Sums over the pixels of one channel block: of a gradient, and of a gradient times a value.</summary>
/// <remarks>
/// Sum order, from the shape alone: groups of whole rows (about <see cref="GroupPixels"/> pixels) in single precision, pixels of even and of odd x apart,
/// then both; groups in double precision, picture by picture. So the error does not grow with the batch, and any division gives the same bits.
/// </remarks>
internal static class PixelSums
{
    /// <summary>Pixels summed in single precision, about; 16 channels of them fill half a first-level cache.</summary>
    public const int GroupPixels = 256;

    private static readonly float[] s_noCentre = new float[BlockedLayout.Block];

    /// <summary>A centre of zeros.</summary>
    public static ReadOnlySpan<float> NoCentre => s_noCentre;

    /// <summary>Rows of a group.</summary>
    public static int GroupRows(BlockedLayout layout) => Math.Max(1, GroupPixels / Math.Max(1, layout.Width));

    /// <summary>Adds the sums of a plane's gradient to <paramref name="sums"/>.</summary>
    public static void AddPlain<TLanes>(BlockedPlane gradient, Span<double> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> group = stackalloc float[BlockedLayout.Block];
        int rows = GroupRows(gradient.Layout);
        for (int y = 0; y < gradient.Layout.Height; y += rows)
        {
            SumGroup<TLanes>(in gradient, y, Math.Min(gradient.Layout.Height, y + rows), group);
            AddTo(sums, group);
        }
    }

    /// <summary>Adds the sums of gradient (value - centre) and of the gradient alone.</summary>
    /// <param name="gradient">One plane.</param>
    /// <param name="value">The plane of the same picture and block; halos may differ.</param>
    /// <param name="centre">16 floats.</param>
    /// <param name="products">16 sums of products.</param>
    /// <param name="sums">16 sums of the gradient.</param>
    public static void AddProducts<TLanes>(BlockedPlane gradient, BlockedPlane value, ReadOnlySpan<float> centre, Span<double> products, Span<double> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> group = stackalloc float[2 * BlockedLayout.Block];
        int rows = GroupRows(gradient.Layout);
        for (int y = 0; y < gradient.Layout.Height; y += rows)
        {
            PlanePair pair = new() { Gradient = gradient, Value = value, Centre = centre, FirstRow = y, EndRow = Math.Min(gradient.Layout.Height, y + rows) };
            SumProducts<TLanes>(in pair, group);
            AddTo(products, group[..BlockedLayout.Block]);
            AddTo(sums, group[BlockedLayout.Block..]);
        }
    }

    /// <summary>Adds 16 floats to 16 sums.</summary>
    public static void AddTo(Span<double> sums, ReadOnlySpan<float> group)
    {
        for (int c = 0; c < BlockedLayout.Block; c++)
        {
            sums[c] += group[c];
        }
    }

    /// <summary>Adds a block's sums to the channels of a gradient; padding channels have no place there.</summary>
    public static void Store(ReadOnlySpan<double> sums, Span<float> channels, int block)
    {
        int first = block * BlockedLayout.Block;
        int real = Math.Min(BlockedLayout.Block, channels.Length - first);
        for (int c = 0; c < real; c++)
        {
            channels[first + c] += (float)sums[c];
        }
    }

    /// <summary>Writes the sums of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SumGroup<TLanes>(ref readonly BlockedPlane plane, int firstRow, int endRow, Span<float> group)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float target = ref MemoryMarshal.GetReference(group);
        int length = plane.Layout.Width * BlockedLayout.Block;
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes even = TLanes.Broadcast(0f);
            TLanes odd = TLanes.Broadcast(0f);
            for (int y = firstRow; y < endRow; y++)
            {
                ref readonly float row = ref plane.Row(y);
                int at = lane;
                for (; at + BlockedLayout.Block < length; at += 2 * BlockedLayout.Block)
                {
                    even = TLanes.Add(even, TLanes.Load(in row, at));
                    odd = TLanes.Add(odd, TLanes.Load(in row, at + BlockedLayout.Block));
                }

                if (at < length)
                {
                    even = TLanes.Add(even, TLanes.Load(in row, at));
                }
            }

            TLanes.Store(TLanes.Add(even, odd), ref target, lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumProducts<TLanes>(ref readonly PlanePair pair, Span<float> group)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float target = ref MemoryMarshal.GetReference(group);
        ref readonly float centres = ref MemoryMarshal.GetReference(pair.Centre);
        int length = pair.Gradient.Layout.Width * BlockedLayout.Block;
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes centre = TLanes.Load(in centres, lane);
            TLanes even = TLanes.Broadcast(0f);
            TLanes odd = TLanes.Broadcast(0f);
            TLanes evenProduct = TLanes.Broadcast(0f);
            TLanes oddProduct = TLanes.Broadcast(0f);
            for (int y = pair.FirstRow; y < pair.EndRow; y++)
            {
                ref readonly float gradient = ref pair.Gradient.Row(y);
                ref readonly float value = ref pair.Value.Row(y);
                int at = lane;
                for (; at + BlockedLayout.Block < length; at += 2 * BlockedLayout.Block)
                {
                    TLanes a = TLanes.Load(in gradient, at);
                    TLanes b = TLanes.Load(in gradient, at + BlockedLayout.Block);
                    even = TLanes.Add(even, a);
                    odd = TLanes.Add(odd, b);
                    evenProduct = TLanes.MultiplyAdd(a, TLanes.Subtract(TLanes.Load(in value, at), centre), evenProduct);
                    oddProduct = TLanes.MultiplyAdd(b, TLanes.Subtract(TLanes.Load(in value, at + BlockedLayout.Block), centre), oddProduct);
                }

                if (at < length)
                {
                    TLanes a = TLanes.Load(in gradient, at);
                    even = TLanes.Add(even, a);
                    evenProduct = TLanes.MultiplyAdd(a, TLanes.Subtract(TLanes.Load(in value, at), centre), evenProduct);
                }
            }

            TLanes.Store(TLanes.Add(evenProduct, oddProduct), ref target, lane);
            TLanes.Store(TLanes.Add(even, odd), ref target, BlockedLayout.Block + lane);
        }
    }

    private ref struct PlanePair
    {
        public BlockedPlane Gradient;
        public BlockedPlane Value;
        public ReadOnlySpan<float> Centre;
        public int FirstRow;
        public int EndRow;
    }
}
