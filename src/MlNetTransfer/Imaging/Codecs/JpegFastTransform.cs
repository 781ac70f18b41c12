// Fast integer transform (Arai, Agui, Nakajima): the scale factors are folded into the dequantisation, five products a pass
// with 8 fraction bits, truncated without rounding, all in 16 bits that wrap. Less exact than the accurate one by up to
// some ten levels; here because graphs were trained on pixels that it made (TensorFlow's decode_jpeg).
using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>The fast integer inverse transform.</summary>
internal readonly struct JpegFastTransform : IJpegTransform
{
    private const int FractionBits = 2;
    private const int ScaleBits = 14;

    // A product with c is the high half of (x << 2) * (c << 6), c = round(constant * 2^8).
    private const int ProductShift = 2;
    private const short C1082 = 277 << 6;
    private const short C1414 = 362 << 6;
    private const short C1613 = -(669 - 256) * 64;
    private const short C1847 = 473 << 6;

    public static void Columns<TLanes>(ref JpegRows<TLanes> rows)
        where TLanes : struct, IInt16Lanes<TLanes> => Pass(ref rows);

    public static void Rows<TLanes>(ref JpegRows<TLanes> rows)
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        Pass(ref rows);
        rows.R0 = TLanes.ShiftRight(rows.R0, FractionBits + 3);
        rows.R1 = TLanes.ShiftRight(rows.R1, FractionBits + 3);
        rows.R2 = TLanes.ShiftRight(rows.R2, FractionBits + 3);
        rows.R3 = TLanes.ShiftRight(rows.R3, FractionBits + 3);
        rows.R4 = TLanes.ShiftRight(rows.R4, FractionBits + 3);
        rows.R5 = TLanes.ShiftRight(rows.R5, FractionBits + 3);
        rows.R6 = TLanes.ShiftRight(rows.R6, FractionBits + 3);
        rows.R7 = TLanes.ShiftRight(rows.R7, FractionBits + 3);
    }

    public static byte Flat(short coefficient, short multiplier)
    {
        int sample = unchecked((short)(coefficient * multiplier)) >> (FractionBits + 3);
        return (byte)(Math.Clamp(sample, -128, 127) + 128);
    }

    /// <summary>The dequantisation factor with the scale factors of its row and column folded in.</summary>
    public static short Multiplier(ushort quantization, int row, int column)
    {
        int scale = (int)Math.Round(Scale(row) * Scale(column) * (1 << ScaleBits));
        const int Shift = ScaleBits - FractionBits;
        return unchecked((short)(((quantization * (long)scale) + (1 << (Shift - 1))) >> Shift));
    }

    private static double Scale(int index) => index == 0 ? 1.0 : Math.Cos(index * Math.PI / 16) * Math.Sqrt(2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Multiply<TLanes>(TLanes value, short constant)
        where TLanes : struct, IInt16Lanes<TLanes> =>
        TLanes.MultiplyHigh(TLanes.ShiftLeft(value, ProductShift), TLanes.Broadcast(constant));

    // Not inlined: a caller with all of it would be past the size up to which the compiler inlines at all.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Pass<TLanes>(ref JpegRows<TLanes> rows)
        where TLanes : struct, IInt16Lanes<TLanes>
    {
        TLanes t10 = TLanes.Add(rows.R0, rows.R4);
        TLanes t11 = TLanes.Subtract(rows.R0, rows.R4);
        TLanes t13 = TLanes.Add(rows.R2, rows.R6);
        TLanes t12 = TLanes.Subtract(Multiply(TLanes.Subtract(rows.R2, rows.R6), C1414), t13);
        TLanes e0 = TLanes.Add(t10, t13);
        TLanes e3 = TLanes.Subtract(t10, t13);
        TLanes e1 = TLanes.Add(t11, t12);
        TLanes e2 = TLanes.Subtract(t11, t12);

        TLanes z13 = TLanes.Add(rows.R5, rows.R3);
        TLanes z10 = TLanes.Subtract(rows.R5, rows.R3);
        TLanes z11 = TLanes.Add(rows.R1, rows.R7);
        TLanes z12 = TLanes.Subtract(rows.R1, rows.R7);
        TLanes o7 = TLanes.Add(z11, z13);
        TLanes m11 = Multiply(TLanes.Subtract(z11, z13), C1414);

        // The products of z10, z12 and their sum share the shifted operands, so that the sum wraps after the shift.
        TLanes s10 = TLanes.ShiftLeft(z10, ProductShift);
        TLanes s12 = TLanes.ShiftLeft(z12, ProductShift);
        TLanes z5 = TLanes.MultiplyHigh(TLanes.Add(s10, s12), TLanes.Broadcast(C1847));
        TLanes m10 = TLanes.Subtract(TLanes.MultiplyHigh(s12, TLanes.Broadcast(C1082)), z5);
        TLanes m12 = TLanes.Add(TLanes.Subtract(TLanes.MultiplyHigh(s10, TLanes.Broadcast(C1613)), z10), z5);
        TLanes o6 = TLanes.Subtract(m12, o7);
        TLanes o5 = TLanes.Subtract(m11, o6);
        TLanes o4 = TLanes.Add(m10, o5);

        rows.R0 = TLanes.Add(e0, o7);
        rows.R7 = TLanes.Subtract(e0, o7);
        rows.R1 = TLanes.Add(e1, o6);
        rows.R6 = TLanes.Subtract(e1, o6);
        rows.R2 = TLanes.Add(e2, o5);
        rows.R5 = TLanes.Subtract(e2, o5);
        rows.R4 = TLanes.Add(e3, o4);
        rows.R3 = TLanes.Subtract(e3, o4);
    }
}
