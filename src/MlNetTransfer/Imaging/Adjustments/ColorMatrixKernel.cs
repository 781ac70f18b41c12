using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Adjustments;

/// <summary>A colour matrix over interleaved bytes.</summary>
/// <remarks>
/// Byte i is one channel of a pixel; the pixel's others are at most two bytes away. So each result is a sum over five neighbours whose weights repeat every three
/// bytes: out[i] = offset[i] + sum over d = -2..2 of weight[d][i] x in[i + d], in integers with 16 bits after the point. The pattern fills 48 bytes, three of the widest vectors.
/// </remarks>
internal sealed class ColorMatrixKernel : IResampleKernel<ColorMatrixKernel.Args>
{
    /// <summary>Bytes after which the weights repeat for every width.</summary>
    internal const int Period = 48;

    /// <summary>Bytes of a run.</summary>
    internal const int BlockSize = 64 * Period;

    /// <summary>Bytes before and after the source, of any value.</summary>
    internal const int Margin = 16;

    /// <summary>Number of weights.</summary>
    internal const int WeightCount = TapCount * Period;

    private const int C = Image.ChannelCount;
    private const int Reach = C - 1;
    private const int TapCount = (2 * Reach) + 1;
    private const int Bits = 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes>(scoped in Args args)
        where TLanes : struct, IResampleLanes<TLanes>
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(args.Source.Length, BlockSize + (2 * Margin));
        ArgumentOutOfRangeException.ThrowIfNotEqual(args.Target.Length, BlockSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(args.Weights.Length, WeightCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(args.Offsets.Length, Period);
        ref byte source = ref MemoryMarshal.GetReference(args.Source);
        ref byte target = ref MemoryMarshal.GetReference(args.Target);
        ref int weights = ref MemoryMarshal.GetReference(args.Weights);
        ref int offsets = ref MemoryMarshal.GetReference(args.Offsets);
        for (int part = 0; part < Period; part += TLanes.Count)
        {
            TLanes offset = TLanes.Load(ref offsets, (nuint)part);
            TLanes w0 = TLanes.Load(ref weights, (nuint)part);
            TLanes w1 = TLanes.Load(ref weights, (nuint)(part + Period));
            TLanes w2 = TLanes.Load(ref weights, (nuint)(part + (2 * Period)));
            TLanes w3 = TLanes.Load(ref weights, (nuint)(part + (3 * Period)));
            TLanes w4 = TLanes.Load(ref weights, (nuint)(part + (4 * Period)));
            for (int i = part; i < BlockSize; i += Period)
            {
                nuint at = (nuint)(i + Margin - Reach);
                TLanes sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, at), w0, offset);
                sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, at + 1), w1, sum);
                sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, at + 2), w2, sum);
                sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, at + 3), w3, sum);
                sum = TLanes.MultiplyAdd(TLanes.LoadBytes(ref source, at + 4), w4, sum);
                TLanes.StoreClamped(TLanes.ShiftRight(sum, Bits), ref target, (nuint)i);
            }
        }
    }

    /// <summary>Lays a matrix out for the kernel.</summary>
    internal static void Spread(ColorMatrix matrix, Span<int> weights, Span<int> offsets)
    {
        for (int i = 0; i < Period; i++)
        {
            int channel = i % C;
            offsets[i] = (int)Math.Round((matrix[channel, C] + 0.5) * (1 << Bits));
            for (int d = -Reach; d <= Reach; d++)
            {
                bool isSamePixel = channel + d is >= 0 and < C;
                weights[((d + Reach) * Period) + i] = isSamePixel ? (int)Math.Round(matrix[channel, channel + d] * (1 << Bits)) : 0;
            }
        }
    }

    /// <summary>Arguments of the kernel.</summary>
    internal readonly ref struct Args
    {
        /// <summary>Pixels with a margin on both sides.</summary>
        internal required ReadOnlySpan<byte> Source { get; init; }

        /// <summary>Pixels.</summary>
        internal required Span<byte> Target { get; init; }

        /// <summary>[tap][byte].</summary>
        internal required ReadOnlySpan<int> Weights { get; init; }

        /// <summary>[byte].</summary>
        internal required ReadOnlySpan<int> Offsets { get; init; }
    }
}
