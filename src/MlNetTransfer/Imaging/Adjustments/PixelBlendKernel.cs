using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Adjustments;

/// <summary>Weighted means of two pictures' bytes, in place: (w a + (2^16 - w) b + 2^15) / 2^16.</summary>
internal sealed class PixelBlendKernel : IResampleKernel<PixelBlendKernel.Args>
{
    /// <summary>A weight of 1.</summary>
    internal const int One = 1 << Bits;

    private const int Bits = 16;
    private const int Half = 1 << (Bits - 1);

    /// <summary>Mixes all bytes.</summary>
    /// <param name="target">First picture, replaced by the mixture.</param>
    /// <param name="source">Second picture.</param>
    /// <param name="weight">Share of the first one, 0 to <see cref="One"/>.</param>
    /// <param name="laneCount">Width of the vectors; 0 takes the machine's widest.</param>
    internal static void Blend(Span<byte> target, ReadOnlySpan<byte> source, int weight, int laneCount = 0)
    {
        int lanes = laneCount == 0 ? ResampleDispatch.WidestLaneCount : laneCount;
        int whole = target.Length / lanes * lanes;
        Args args = new() { Target = target[..whole], Source = source[..whole], Weight = weight };
        ResampleDispatch.Run<PixelBlendKernel, Args>(lanes, in args);
        for (int i = whole; i < target.Length; i++)
        {
            target[i] = (byte)(((target[i] * weight) + (source[i] * (One - weight)) + Half) >> Bits);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes>(scoped in Args args)
        where TLanes : struct, IResampleLanes<TLanes>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(args.Source.Length, args.Target.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(args.Target.Length % TLanes.Count, 0);
        ref byte target = ref MemoryMarshal.GetReference(args.Target);
        ref byte source = ref MemoryMarshal.GetReference(args.Source);
        TLanes own = TLanes.Broadcast(args.Weight);
        TLanes other = TLanes.Broadcast(One - args.Weight);
        TLanes half = TLanes.Broadcast(Half);
        for (nuint i = 0; i < (nuint)args.Target.Length; i += (nuint)TLanes.Count)
        {
            TLanes sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref target, i), own, half);
            sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, i), other, sum);
            TLanes.StoreClamped(TLanes.ShiftRight(sum, Bits), ref target, i);
        }
    }

    /// <summary>Arguments of the kernel.</summary>
    internal readonly ref struct Args
    {
        /// <summary>First picture and result.</summary>
        internal required Span<byte> Target { get; init; }

        /// <summary>Second picture.</summary>
        internal required ReadOnlySpan<byte> Source { get; init; }

        /// <summary>Share of the first one.</summary>
        internal required int Weight { get; init; }
    }
}
