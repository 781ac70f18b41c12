using System.Runtime.CompilerServices;

namespace MlNetTransfer.Simd;

/// <summary>One float: machines without vectors, and the plainest path of every kernel.</summary>
internal struct F32x1 : ILanes<F32x1>
{
    private float _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private F32x1(float v)
    {
        _v = v;
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static int HalfTile
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Load(ref readonly float source, nint offset) =>
        new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x1 value, ref float target, nint offset) =>
        Unsafe.Add(ref target, offset) = value._v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Broadcast(float value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 MultiplyAdd(F32x1 a, F32x1 b, F32x1 c) => new(float.MultiplyAddEstimate(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x1 sum, F32x1 a, F32x1 b) => sum._v = float.MultiplyAddEstimate(a._v, b._v, sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x1 sum, F32x1 a, ref readonly float source, nint offset) =>
        sum._v = float.MultiplyAddEstimate(a._v, Unsafe.Add(ref Unsafe.AsRef(in source), offset), sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Add(F32x1 a, F32x1 b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Subtract(F32x1 a, F32x1 b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Multiply(F32x1 a, F32x1 b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Divide(F32x1 a, F32x1 b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Max(F32x1 a, F32x1 b) => new(a._v > b._v ? a._v : b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Min(F32x1 a, F32x1 b) => new(a._v < b._v ? a._v : b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Sqrt(F32x1 a) => new(MathF.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Abs(F32x1 a) => new(MathF.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Floor(F32x1 a) => new(MathF.Floor(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Ceiling(F32x1 a) => new(MathF.Ceiling(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Round(F32x1 a) => new(MathF.Round(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 ChooseLess(F32x1 a, F32x1 b, F32x1 whenLess, F32x1 otherwise) =>
        new(a._v < b._v ? whenLess._v : otherwise._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 ChooseEqual(F32x1 a, F32x1 b, F32x1 whenEqual, F32x1 otherwise) =>
        new(a._v == b._v ? whenEqual._v : otherwise._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 PowerOfTwo(F32x1 n) =>
        new(BitConverter.Int32BitsToSingle(((int)n._v + FloatBits.ExponentBias) << FloatBits.MantissaBits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Scale(F32x1 a, F32x1 n)
    {
        // Two factors, so that results beyond the normal range overflow or vanish as they should.
        F32x1 half = Floor(Multiply(n, Broadcast(0.5f)));
        return Multiply(Multiply(a, PowerOfTwo(half)), PowerOfTwo(Subtract(n, half)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Exponent(F32x1 a) =>
        new((BitConverter.SingleToInt32Bits(a._v) >> FloatBits.MantissaBits) - FloatBits.ExponentBias);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x1 Mantissa(F32x1 a) =>
        new(BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(a._v) & FloatBits.MantissaMask) | FloatBits.One));
}
