// Inverse transforms that give 4 x 4, 2 x 2 or 1 x 1 samples of a block of 8 x 8 coefficients: decoding at 1/2, 1/4 and 1/8.
// 4 x 4 drops the coefficients of row and column 4, 2 x 2 those of rows and columns 2, 4 and 6 (their factors at the wanted
// points are zero or small), 1 x 1 all but the mean. Constants have 13 fraction bits, 2 more are kept between the passes.
// Exact integers in the order of libjpeg's jidctred, saturated to 16 bits after the first pass as its vector code does:
// the same bits as Pillow's draft mode. Lanes: one group of eight holds one block's columns, as in JpegInverseDct.
// Reference: tests/MlNetTransfer.Tests/References/JpegReducedDctReference.cs; goldens: data/golden/jpeg/reduced.json.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Inverse transforms to fewer samples than coefficients.</summary>
internal static class JpegReducedDct
{
    private const int BlockSize = JpegInverseDct.BlockSize;
    private const int BlockSide = JpegInverseDct.Side;
    private const int ConstantBits = 13;
    private const int PassBits = 2;
    private const int WidestGroupCount = 4;

    // A mean is eight times the sample. Libjpeg looks clamped samples up by 10 bits: what a broken file puts beyond wraps.
    private const int MeanBits = 3;
    private const int WrapBits = 10;

    // round(x * 2^13)
    private const short F0211 = 1730;
    private const short F0509 = 4176;
    private const short F0601 = 4926;
    private const short F0720 = 5906;
    private const short F0765 = 6270;
    private const short F0850 = 6967;
    private const short F0899 = 7373;
    private const short F1061 = 8697;
    private const short F1272 = 10426;
    private const short F1451 = 11893;
    private const short F1847 = 15137;
    private const short F2172 = 17799;
    private const short F2562 = 20995;
    private const short F3624 = 29692;

    /// <summary>Transforms a row of blocks.</summary>
    /// <param name="side">Samples a side of a block: 1, 2 or 4.</param>
    /// <param name="args">As for the full transform, with as many rows and columns a block as <paramref name="side"/>.</param>
    public static void Run(int side, JpegInverseDctArgs args)
    {
        switch (side)
        {
            case 4:
                Int16LaneDispatch.Run<QuarterKernel, JpegInverseDctArgs>(args);
                break;
            case 2:
                Int16LaneDispatch.Run<PairKernel, JpegInverseDctArgs>(args);
                break;
            default:
                RunMeans(args);
                break;
        }
    }

    private static void RunMeans(JpegInverseDctArgs args)
    {
        int multiplier = args.Multipliers[0];
        int count = args.Coefficients.Length / BlockSize;
        Span<byte> target = args.Target[..count];
        for (int b = 0; b < target.Length; b++)
        {
            int mean = ((args.Coefficients[b * BlockSize] * multiplier) + (1 << (MeanBits - 1))) >> MeanBits;
            target[b] = ToByte(mean << (32 - WrapBits) >> (32 - WrapBits));
        }
    }

    private static byte ToByte(int centred) => (byte)(Math.Clamp(centred, -128, 127) + 128);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes LoadRow<TLanes>(JpegInverseDctArgs args, int block, int row)
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        nuint offset = (nuint)((block * BlockSize) + (row * BlockSide));
        TLanes values = TLanes.LoadBlockRow(in MemoryMarshal.GetReference(args.Coefficients), offset);
        return TLanes.MultiplyLow(values, TLanes.BroadcastGroup(in MemoryMarshal.GetReference(args.Multipliers), (nuint)(row * BlockSide)));
    }

    /// <summary>4 x 4 samples a block; public to the tests, which run it at every width.</summary>
    internal readonly struct QuarterKernel : IInt16Kernel<JpegInverseDctArgs>
    {
        private const int Side = 4;

        public static void Run<TLanes>(JpegInverseDctArgs args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            int count = args.Coefficients.Length / BlockSize;

            // The lanes below read without checks: 64 values a block.
            _ = args.Multipliers[BlockSize - 1];
            Span<byte> rows = stackalloc byte[2 * WidestGroupCount * BlockSide];
            int block = 0;
            for (; block + TLanes.GroupCount <= count; block += TLanes.GroupCount)
            {
                Transform<TLanes>(args, block, rows);
            }

            for (; block < count; block++)
            {
                Transform<Int16x8>(args, block, rows);
            }
        }

        private static void Transform<TLanes>(JpegInverseDctArgs args, int block, Span<byte> rows)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            JpegRows<TLanes> v = default;
            v.R0 = LoadRow<TLanes>(args, block, 0);
            v.R1 = LoadRow<TLanes>(args, block, 1);
            v.R2 = LoadRow<TLanes>(args, block, 2);
            v.R3 = LoadRow<TLanes>(args, block, 3);
            v.R5 = LoadRow<TLanes>(args, block, 5);
            v.R6 = LoadRow<TLanes>(args, block, 6);
            v.R7 = LoadRow<TLanes>(args, block, 7);
            Pass(ref v, ConstantBits - PassBits + 1);
            Transpose(ref v);
            Pass(ref v, ConstantBits + PassBits + 3 + 1);

            // Lanes 0 to 3 are the block's rows: back to columns, then rows 0 and 1 in one vector and 2 and 3 in another.
            TLanes left = TLanes.InterleaveLow(v.R0, v.R1);
            TLanes right = TLanes.InterleaveLow(v.R2, v.R3);
            TLanes upper = TLanes.InterleaveLowInt32(left, right);
            TLanes lower = TLanes.InterleaveHighInt32(left, right);
            int length = TLanes.GroupCount * BlockSide;
            _ = rows[(2 * length) - 1];
            TLanes.StoreCentredRows(upper, lower, ref MemoryMarshal.GetReference(rows), (0, (nuint)length));
            for (int g = 0; g < TLanes.GroupCount; g++)
            {
                Span<byte> target = args.Target[((block + g) * Side)..];
                rows.Slice(g * BlockSide, Side).CopyTo(target);
                rows.Slice((g * BlockSide) + Side, Side).CopyTo(target[args.Stride..]);
                rows.Slice(length + (g * BlockSide), Side).CopyTo(target[(2 * args.Stride)..]);
                rows.Slice(length + (g * BlockSide) + Side, Side).CopyTo(target[(3 * args.Stride)..]);
            }
        }

        // In: rows 0 1 2 3 5 6 7. Out: rows 0 to 3.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Pass<TLanes>(ref JpegRows<TLanes> v, int shift)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            TLanes zero = TLanes.Broadcast(0);
            JpegRows<TLanes> low = default;
            low.R0 = TLanes.InterleaveLow(zero, v.R0);
            low.R1 = TLanes.InterleaveLow(v.R2, v.R6);
            low.R2 = TLanes.InterleaveLow(v.R7, v.R5);
            low.R3 = TLanes.InterleaveLow(v.R3, v.R1);
            Half(ref low, shift);
            JpegRows<TLanes> high = default;
            high.R0 = TLanes.InterleaveHigh(zero, v.R0);
            high.R1 = TLanes.InterleaveHigh(v.R2, v.R6);
            high.R2 = TLanes.InterleaveHigh(v.R7, v.R5);
            high.R3 = TLanes.InterleaveHigh(v.R3, v.R1);
            Half(ref high, shift);
            v.R0 = TLanes.PackSaturatedInt32(low.R0, high.R0);
            v.R1 = TLanes.PackSaturatedInt32(low.R1, high.R1);
            v.R2 = TLanes.PackSaturatedInt32(low.R2, high.R2);
            v.R3 = TLanes.PackSaturatedInt32(low.R3, high.R3);
        }

        // In: (0, in0), (in2, in6), (in7, in5), (in3, in1). Out: the four results. in0 stands in the high half: times 2^16.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Half<TLanes>(ref JpegRows<TLanes> v, int shift)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            TLanes mean = TLanes.AddInt32(TLanes.ShiftRightInt32(v.R0, 16 - ConstantBits - 1), TLanes.BroadcastInt32(1 << (shift - 1)));
            TLanes even = TLanes.MultiplyAddPairs(v.R1, TLanes.BroadcastPair(F1847, -F0765));
            TLanes odd0 = TLanes.AddInt32(
                TLanes.MultiplyAddPairs(v.R2, TLanes.BroadcastPair(-F0211, F1451)), TLanes.MultiplyAddPairs(v.R3, TLanes.BroadcastPair(-F2172, F1061)));
            TLanes odd2 = TLanes.AddInt32(
                TLanes.MultiplyAddPairs(v.R2, TLanes.BroadcastPair(-F0509, -F0601)), TLanes.MultiplyAddPairs(v.R3, TLanes.BroadcastPair(F0899, F2562)));
            TLanes outer = TLanes.AddInt32(mean, even);
            TLanes inner = TLanes.SubtractInt32(mean, even);
            v.R0 = TLanes.ShiftRightInt32(TLanes.AddInt32(outer, odd2), shift);
            v.R3 = TLanes.ShiftRightInt32(TLanes.SubtractInt32(outer, odd2), shift);
            v.R1 = TLanes.ShiftRightInt32(TLanes.AddInt32(inner, odd0), shift);
            v.R2 = TLanes.ShiftRightInt32(TLanes.SubtractInt32(inner, odd0), shift);
        }

        // Four rows of eight become eight rows of four, in lanes 0 to 3; row 4 is not used.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Transpose<TLanes>(ref JpegRows<TLanes> v)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            TLanes a0 = TLanes.InterleaveLow(v.R0, v.R1);
            TLanes a1 = TLanes.InterleaveHigh(v.R0, v.R1);
            TLanes a2 = TLanes.InterleaveLow(v.R2, v.R3);
            TLanes a3 = TLanes.InterleaveHigh(v.R2, v.R3);
            TLanes b0 = TLanes.InterleaveLowInt32(a0, a2);
            TLanes b1 = TLanes.InterleaveHighInt32(a0, a2);
            TLanes b2 = TLanes.InterleaveLowInt32(a1, a3);
            TLanes b3 = TLanes.InterleaveHighInt32(a1, a3);
            v.R0 = b0;
            v.R1 = TLanes.InterleaveHighInt64(b0, b0);
            v.R2 = b1;
            v.R3 = TLanes.InterleaveHighInt64(b1, b1);
            v.R5 = TLanes.InterleaveHighInt64(b2, b2);
            v.R6 = b3;
            v.R7 = TLanes.InterleaveHighInt64(b3, b3);
        }
    }

    /// <summary>2 x 2 samples a block; public to the tests, which run it at every width.</summary>
    internal readonly struct PairKernel : IInt16Kernel<JpegInverseDctArgs>
    {
        private const int Side = 2;

        public static void Run<TLanes>(JpegInverseDctArgs args)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            int count = args.Coefficients.Length / BlockSize;

            // The lanes below read without checks: 64 values a block.
            _ = args.Multipliers[BlockSize - 1];
            Span<short> rows = stackalloc short[Side * WidestGroupCount * BlockSide];
            int block = 0;
            for (; block + TLanes.GroupCount <= count; block += TLanes.GroupCount)
            {
                Transform<TLanes>(args, block, rows);
            }

            for (; block < count; block++)
            {
                Transform<Int16x8>(args, block, rows);
            }
        }

        private static void Transform<TLanes>(JpegInverseDctArgs args, int block, Span<short> rows)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            JpegRows<TLanes> v = default;
            v.R0 = LoadRow<TLanes>(args, block, 0);
            v.R1 = LoadRow<TLanes>(args, block, 1);
            v.R3 = LoadRow<TLanes>(args, block, 3);
            v.R5 = LoadRow<TLanes>(args, block, 5);
            v.R7 = LoadRow<TLanes>(args, block, 7);
            Columns(ref v);
            int length = TLanes.GroupCount * BlockSide;
            _ = rows[(Side * length) - 1];
            TLanes.Store(v.R0, ref MemoryMarshal.GetReference(rows), 0);
            TLanes.Store(v.R1, ref MemoryMarshal.GetReference(rows), (nuint)length);
            for (int g = 0; g < TLanes.GroupCount; g++)
            {
                Span<byte> target = args.Target[((block + g) * Side)..];
                (int Upper, int Lower) means = Means(args, block + g);
                Row(rows.Slice(g * BlockSide, BlockSide), means.Upper, target);
                Row(rows.Slice(length + (g * BlockSide), BlockSide), means.Lower, target[args.Stride..]);
            }
        }

        // The first column once more in 32 bits: libjpeg's vector code does not saturate it, and broken files go beyond 16.
        private static (int Upper, int Lower) Means(JpegInverseDctArgs args, int block)
        {
            ReadOnlySpan<short> values = args.Coefficients.Slice(block * BlockSize, BlockSize);
            ReadOnlySpan<short> factors = args.Multipliers[..BlockSize];
            const int Shift = ConstantBits - PassBits + 2;
            int mean = (Product(values, factors, 0) << (ConstantBits + 2)) + (1 << (Shift - 1));
            int odd = (Product(values, factors, 1) * F3624) + (Product(values, factors, 3) * -F1272)
                + (Product(values, factors, 5) * F0850) + (Product(values, factors, 7) * -F0720);
            return ((mean + odd) >> Shift, (mean - odd) >> Shift);
        }

        private static int Product(ReadOnlySpan<short> values, ReadOnlySpan<short> factors, int row) =>
            unchecked((short)(values[row * BlockSide] * factors[row * BlockSide]));

        // In: rows 0 1 3 5 7. Out: rows 0 and 1.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Columns<TLanes>(ref JpegRows<TLanes> v)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            TLanes zero = TLanes.Broadcast(0);
            (TLanes upperLow, TLanes lowerLow) = Half(
                TLanes.InterleaveLow(zero, v.R0), TLanes.InterleaveLow(v.R7, v.R5), TLanes.InterleaveLow(v.R3, v.R1));
            (TLanes upperHigh, TLanes lowerHigh) = Half(
                TLanes.InterleaveHigh(zero, v.R0), TLanes.InterleaveHigh(v.R7, v.R5), TLanes.InterleaveHigh(v.R3, v.R1));
            v.R0 = TLanes.PackSaturatedInt32(upperLow, upperHigh);
            v.R1 = TLanes.PackSaturatedInt32(lowerLow, lowerHigh);
        }

        // mean stands in the high half of each 32-bit lane, times 2^16.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static (TLanes Upper, TLanes Lower) Half<TLanes>(TLanes mean, TLanes outer, TLanes inner)
            where TLanes : struct, IInt16Lanes<TLanes>
        {
            const int Shift = ConstantBits - PassBits + 2;
            mean = TLanes.AddInt32(TLanes.ShiftRightInt32(mean, 16 - ConstantBits - 2), TLanes.BroadcastInt32(1 << (Shift - 1)));
            TLanes odd = TLanes.AddInt32(
                TLanes.MultiplyAddPairs(outer, TLanes.BroadcastPair(-F0720, F0850)), TLanes.MultiplyAddPairs(inner, TLanes.BroadcastPair(-F1272, F3624)));
            return (TLanes.ShiftRightInt32(TLanes.AddInt32(mean, odd), Shift), TLanes.ShiftRightInt32(TLanes.SubtractInt32(mean, odd), Shift));
        }

        private static void Row(ReadOnlySpan<short> row, int first, Span<byte> target)
        {
            const int Shift = ConstantBits + PassBits + 3 + 2;
            int mean = (first << (ConstantBits + 2)) + (1 << (Shift - 1));
            int odd = (row[7] * -F0720) + (row[5] * F0850) + (row[3] * -F1272) + (row[1] * F3624);
            target[1] = ToByte((mean - odd) >> Shift);
            target[0] = ToByte((mean + odd) >> Shift);
        }
    }
}
