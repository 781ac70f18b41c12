// Raises chroma rows to full width: triangle filter (3/4 near + 1/4 far) on axes halved, repetition otherwise.
// H2V2: s = 3 near + far over the rows; out[2i] = (3 s[i] + s[i-1] + 8) >> 4, out[2i+1] = (3 s[i] + s[i+1] + 7) >> 4.
// H2V1: out[2i] = (3 s[i] + s[i-1] + 1) >> 2, out[2i+1] = (3 s[i] + s[i+1] + 2) >> 2 with s the row itself.
// H1V2: out[i] = (3 near + far + 1 or 2) >> 2 for the upper or the lower row. Edges repeat the outermost sample.
// Exact integers; the alternating biases are libjpeg's ordered dither. Rows carry slack behind their end (Slack).
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Kernels of chroma upsampling.</summary>
internal static class JpegUpsampling
{
    /// <summary>Elements that rows must have behind their end, so that whole vectors may be read and written; twice that where columns are doubled.</summary>
    public const int Slack = 64;

    /// <summary>Blends a row with its vertical neighbour into 16-bit sums, index 1 on, and repeats the ends on either side.</summary>
    /// <param name="near">The row.</param>
    /// <param name="far">The neighbour; the row itself weighs it with nothing else.</param>
    /// <param name="sums">count + 2 sums and slack.</param>
    /// <param name="count">Samples.</param>
    public static void BlendRows(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<short> sums, int count)
    {
        Int16LaneDispatch.Run<BlendKernel, BlendArgs>(new BlendArgs(near, far, sums[1..], count));
        RepeatEnds(sums, count);
    }

    /// <summary>Copies a row into 16 bits, index 1 on, and repeats the ends on either side.</summary>
    public static void WidenRow(ReadOnlySpan<byte> row, Span<short> sums, int count)
    {
        Int16LaneDispatch.Run<WidenKernel, BlendArgs>(new BlendArgs(row, row, sums[1..], count));
        RepeatEnds(sums, count);
    }

    /// <summary>Doubles the columns of sums that were blended from two rows (H2V2).</summary>
    public static void DoubleBlended(ReadOnlySpan<short> sums, Span<byte> target, int count) =>
        Int16LaneDispatch.Run<DoubleKernel, DoubleArgs>(new DoubleArgs(sums, target[..((2 * count) + (2 * Slack))], count) { EvenBias = 8, OddBias = 7, Shift = 4 });

    /// <summary>Doubles the columns of one widened row (H2V1).</summary>
    public static void DoubleWidened(ReadOnlySpan<short> sums, Span<byte> target, int count) =>
        Int16LaneDispatch.Run<DoubleKernel, DoubleArgs>(new DoubleArgs(sums, target[..((2 * count) + (2 * Slack))], count) { EvenBias = 1, OddBias = 2, Shift = 2 });

    /// <summary>Blends a row with its vertical neighbour (H1V2).</summary>
    /// <param name="sums">Sums of <see cref="BlendRows"/>.</param>
    /// <param name="bias">1 for the upper row, 2 for the lower.</param>
    /// <param name="target">The samples and slack.</param>
    /// <param name="count">Samples.</param>
    public static void NarrowBlended(ReadOnlySpan<short> sums, short bias, Span<byte> target, int count) =>
        Int16LaneDispatch.Run<NarrowKernel, DoubleArgs>(new DoubleArgs(sums, target[..(count + Slack)], count) { EvenBias = bias, Shift = 2 });

    /// <summary>Repeats every sample.</summary>
    public static void Repeat(ReadOnlySpan<byte> row, Span<byte> target, int factor)
    {
        int position = 0;
        foreach (byte value in row)
        {
            target.Slice(position, factor).Fill(value);
            position += factor;
        }
    }

    private static void RepeatEnds(Span<short> sums, int count)
    {
        sums[0] = sums[1];
        sums[count + 1] = sums[count];
    }

    internal readonly ref struct BlendArgs(ReadOnlySpan<byte> near, ReadOnlySpan<byte> far, Span<short> sums, int count)
    {
        public readonly ReadOnlySpan<byte> Near = near[..(count + Slack)];
        public readonly ReadOnlySpan<byte> Far = far[..(count + Slack)];
        public readonly Span<short> Sums = sums[..(count + Slack)];
        public readonly int Count = count;
    }

    internal readonly ref struct DoubleArgs(ReadOnlySpan<short> sums, Span<byte> target, int count)
    {
        public readonly ReadOnlySpan<short> Sums = sums[..(count + 2 + Slack)];
        public readonly Span<byte> Target = target;
        public readonly int Count = count;

        public short EvenBias { get; init; }

        public short OddBias { get; init; }

        public int Shift { get; init; }
    }

    internal readonly struct BlendKernel : IInt16Kernel<BlendArgs>
    {
        public static void Run<TLanes>(BlendArgs args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            ref byte near = ref MemoryMarshal.GetReference(args.Near);
            ref byte far = ref MemoryMarshal.GetReference(args.Far);
            ref short sums = ref MemoryMarshal.GetReference(args.Sums);
            TLanes three = TLanes.Broadcast(3);
            for (int i = 0; i < args.Count; i += TLanes.GroupCount * 8)
            {
                TLanes weighted = TLanes.MultiplyLow(TLanes.LoadBytes(in near, (nuint)i), three);
                TLanes.Store(TLanes.Add(weighted, TLanes.LoadBytes(in far, (nuint)i)), ref sums, (nuint)i);
            }
        }
    }

    internal readonly struct WidenKernel : IInt16Kernel<BlendArgs>
    {
        public static void Run<TLanes>(BlendArgs args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            ref byte near = ref MemoryMarshal.GetReference(args.Near);
            ref short sums = ref MemoryMarshal.GetReference(args.Sums);
            for (int i = 0; i < args.Count; i += TLanes.GroupCount * 8)
            {
                TLanes.Store(TLanes.LoadBytes(in near, (nuint)i), ref sums, (nuint)i);
            }
        }
    }

    internal readonly struct DoubleKernel : IInt16Kernel<DoubleArgs>
    {
        public static void Run<TLanes>(DoubleArgs args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            ref short sums = ref MemoryMarshal.GetReference(args.Sums);
            ref byte target = ref MemoryMarshal.GetReference(args.Target);
            TLanes three = TLanes.Broadcast(3);
            TLanes evenBias = TLanes.Broadcast(args.EvenBias);
            TLanes oddBias = TLanes.Broadcast(args.OddBias);
            for (int i = 0; i < args.Count; i += TLanes.GroupCount * 8)
            {
                TLanes centre = TLanes.MultiplyLow(TLanes.Load(in sums, (nuint)i + 1), three);
                TLanes even = TLanes.Add(TLanes.Add(centre, TLanes.Load(in sums, (nuint)i)), evenBias);
                TLanes odd = TLanes.Add(TLanes.Add(centre, TLanes.Load(in sums, (nuint)i + 2)), oddBias);
                TLanes pair = TLanes.Or(TLanes.ShiftRight(even, args.Shift), TLanes.ShiftLeft(TLanes.ShiftRight(odd, args.Shift), 8));
                TLanes.StorePairs(pair, ref target, (nuint)i * 2);
            }
        }
    }

    internal readonly struct NarrowKernel : IInt16Kernel<DoubleArgs>
    {
        public static void Run<TLanes>(DoubleArgs args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            ref short sums = ref MemoryMarshal.GetReference(args.Sums);
            ref byte target = ref MemoryMarshal.GetReference(args.Target);
            TLanes bias = TLanes.Broadcast(args.EvenBias);
            for (int i = 0; i < args.Count; i += TLanes.GroupCount * 8)
            {
                TLanes sum = TLanes.Add(TLanes.Load(in sums, (nuint)i + 1), bias);
                TLanes.StoreBytes(TLanes.ShiftRight(sum, args.Shift), ref target, (nuint)i);
            }
        }
    }
}
