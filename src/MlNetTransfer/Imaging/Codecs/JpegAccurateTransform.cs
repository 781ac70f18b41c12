// Accurate integer transform, the default of libjpeg and its users (constants with 13 fraction bits, 2 more between passes).
// Even part from inputs 0 2 4 6, odd part from 1 3 5 7; each rotation is one sum of products of 16-bit pairs in 32 bits.
// Wraps at 16 bits before the products and saturates after each pass, as the vector code of libjpeg-turbo does; within
// the range of valid files neither happens.
using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>The accurate integer inverse transform.</summary>
internal readonly struct JpegAccurateTransform : IJpegTransform
{
    private const int ConstantBits = 13;
    private const int PassBits = 2;

    // round(x * 2^13)
    private const short F0298 = 2446;
    private const short F0390 = 3196;
    private const short F0541 = 4433;
    private const short F0765 = 6270;
    private const short F0899 = 7373;
    private const short F1175 = 9633;
    private const short F1501 = 12299;
    private const short F1847 = 15137;
    private const short F1961 = 16069;
    private const short F2053 = 16819;
    private const short F2562 = 20995;
    private const short F3072 = 25172;

    public static void Columns<TLanes>(ref JpegRows<TLanes> rows)
        where TLanes : struct, IInt16Lanes<TLanes> => Pass(ref rows, ConstantBits - PassBits);

    public static void Rows<TLanes>(ref JpegRows<TLanes> rows)
        where TLanes : struct, IInt16Lanes<TLanes> => Pass(ref rows, ConstantBits + PassBits + 3);

    public static byte Flat(short coefficient, short multiplier)
    {
        short scaled = unchecked((short)((coefficient * multiplier) << PassBits));
        int sample = (scaled + (1 << (PassBits + 2))) >> (PassBits + 3);
        return (byte)(Math.Clamp(sample, -128, 127) + 128);
    }

    // Not inlined, like Half: a caller with all of it would be past the size up to which the compiler inlines at all.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Pass<TLanes>(ref JpegRows<TLanes> rows, int shift)
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        TLanes zero = TLanes.Broadcast(0);
        TLanes sum = TLanes.Add(rows.R0, rows.R4);
        TLanes difference = TLanes.Subtract(rows.R0, rows.R4);
        TLanes z3 = TLanes.Add(rows.R7, rows.R3);
        TLanes z4 = TLanes.Add(rows.R5, rows.R1);

        JpegRows<TLanes> low = default;
        low.R0 = TLanes.InterleaveLow(zero, sum);
        low.R1 = TLanes.InterleaveLow(zero, difference);
        low.R2 = TLanes.InterleaveLow(rows.R2, rows.R6);
        low.R3 = TLanes.InterleaveLow(z3, z4);
        low.R4 = TLanes.InterleaveLow(rows.R7, rows.R1);
        low.R5 = TLanes.InterleaveLow(rows.R5, rows.R3);
        Half(ref low, shift);

        JpegRows<TLanes> high = default;
        high.R0 = TLanes.InterleaveHigh(zero, sum);
        high.R1 = TLanes.InterleaveHigh(zero, difference);
        high.R2 = TLanes.InterleaveHigh(rows.R2, rows.R6);
        high.R3 = TLanes.InterleaveHigh(z3, z4);
        high.R4 = TLanes.InterleaveHigh(rows.R7, rows.R1);
        high.R5 = TLanes.InterleaveHigh(rows.R5, rows.R3);
        Half(ref high, shift);

        rows.R0 = TLanes.PackSaturatedInt32(low.R0, high.R0);
        rows.R1 = TLanes.PackSaturatedInt32(low.R1, high.R1);
        rows.R2 = TLanes.PackSaturatedInt32(low.R2, high.R2);
        rows.R3 = TLanes.PackSaturatedInt32(low.R3, high.R3);
        rows.R4 = TLanes.PackSaturatedInt32(low.R4, high.R4);
        rows.R5 = TLanes.PackSaturatedInt32(low.R5, high.R5);
        rows.R6 = TLanes.PackSaturatedInt32(low.R6, high.R6);
        rows.R7 = TLanes.PackSaturatedInt32(low.R7, high.R7);
    }

    // In: (0, in0+in4), (0, in0-in4), (in2, in6), (in7+in3, in5+in1), (in7, in1), (in5, in3). Out: the eight results.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Half<TLanes>(ref JpegRows<TLanes> v, int shift)
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        TLanes round = TLanes.BroadcastInt32(1 << (shift - 1));

        // The sum stands in the high half of each 32-bit lane: shifting right by 3 leaves it times 2^13.
        TLanes e0 = TLanes.AddInt32(TLanes.ShiftRightInt32(v.R0, 16 - ConstantBits), round);
        TLanes e1 = TLanes.AddInt32(TLanes.ShiftRightInt32(v.R1, 16 - ConstantBits), round);
        TLanes e3 = TLanes.MultiplyAddPairs(v.R2, TLanes.BroadcastPair(F0541 + F0765, F0541));
        TLanes e2 = TLanes.MultiplyAddPairs(v.R2, TLanes.BroadcastPair(F0541, F0541 - F1847));
        TLanes z3 = TLanes.MultiplyAddPairs(v.R3, TLanes.BroadcastPair(F1175 - F1961, F1175));
        TLanes z4 = TLanes.MultiplyAddPairs(v.R3, TLanes.BroadcastPair(F1175, F1175 - F0390));
        TLanes o0 = TLanes.AddInt32(TLanes.MultiplyAddPairs(v.R4, TLanes.BroadcastPair(F0298 - F0899, -F0899)), z3);
        TLanes o3 = TLanes.AddInt32(TLanes.MultiplyAddPairs(v.R4, TLanes.BroadcastPair(-F0899, F1501 - F0899)), z4);
        TLanes o1 = TLanes.AddInt32(TLanes.MultiplyAddPairs(v.R5, TLanes.BroadcastPair(F2053 - F2562, -F2562)), z4);
        TLanes o2 = TLanes.AddInt32(TLanes.MultiplyAddPairs(v.R5, TLanes.BroadcastPair(-F2562, F3072 - F2562)), z3);

        TLanes t0 = TLanes.AddInt32(e0, e3);
        TLanes t1 = TLanes.AddInt32(e1, e2);
        TLanes t2 = TLanes.SubtractInt32(e1, e2);
        TLanes t3 = TLanes.SubtractInt32(e0, e3);
        v.R0 = TLanes.ShiftRightInt32(TLanes.AddInt32(t0, o3), shift);
        v.R7 = TLanes.ShiftRightInt32(TLanes.SubtractInt32(t0, o3), shift);
        v.R1 = TLanes.ShiftRightInt32(TLanes.AddInt32(t1, o2), shift);
        v.R6 = TLanes.ShiftRightInt32(TLanes.SubtractInt32(t1, o2), shift);
        v.R2 = TLanes.ShiftRightInt32(TLanes.AddInt32(t2, o1), shift);
        v.R5 = TLanes.ShiftRightInt32(TLanes.SubtractInt32(t2, o1), shift);
        v.R3 = TLanes.ShiftRightInt32(TLanes.AddInt32(t3, o0), shift);
        v.R4 = TLanes.ShiftRightInt32(TLanes.SubtractInt32(t3, o0), shift);
    }
}
