using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>4 floats in a <see cref="Vector128{T}"/>: SSE or NEON, tiles of 6 rows x 2 vectors.</summary>
internal struct F32x4 : ILanes<F32x4>
{
    private Vector128<float> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private F32x4(Vector128<float> v)
    {
        _v = v;
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    public static int HalfTile
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Load(ref readonly float source, nint offset) =>
        new(Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x4 value, ref float target, nint offset) =>
        value._v.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Broadcast(float value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 MultiplyAdd(F32x4 a, F32x4 b, F32x4 c) => new(Vector128.MultiplyAddEstimate(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x4 sum, F32x4 a, F32x4 b) => sum._v = Vector128.MultiplyAddEstimate(a._v, b._v, sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x4 sum, F32x4 a, ref readonly float source, nint offset) =>
        sum._v = Vector128.MultiplyAddEstimate(a._v, Vector128.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), offset)), sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Add(F32x4 a, F32x4 b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Subtract(F32x4 a, F32x4 b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Multiply(F32x4 a, F32x4 b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Divide(F32x4 a, F32x4 b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Max(F32x4 a, F32x4 b) => new(Vector128.MaxNative(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Min(F32x4 a, F32x4 b) => new(Vector128.MinNative(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Sqrt(F32x4 a) => new(Vector128.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Abs(F32x4 a) => new(Vector128.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Floor(F32x4 a) => new(Vector128.Floor(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Ceiling(F32x4 a) => new(Vector128.Ceiling(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Round(F32x4 a) => new(Vector128.Round(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 ChooseLess(F32x4 a, F32x4 b, F32x4 whenLess, F32x4 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.LessThan(a._v, b._v), whenLess._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 ChooseEqual(F32x4 a, F32x4 b, F32x4 whenEqual, F32x4 otherwise) =>
        new(Vector128.ConditionalSelect(Vector128.Equals(a._v, b._v), whenEqual._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 PowerOfTwo(F32x4 n) =>
        new(Vector128.ShiftLeft(Vector128.ConvertToInt32Native(n._v) + Vector128.Create(FloatBits.ExponentBias), FloatBits.MantissaBits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Scale(F32x4 a, F32x4 n)
    {
        // Two factors, so that results beyond the normal range overflow or vanish as they should.
        F32x4 half = Floor(Multiply(n, Broadcast(0.5f)));
        return Multiply(Multiply(a, PowerOfTwo(half)), PowerOfTwo(Subtract(n, half)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Exponent(F32x4 a) =>
        new(Vector128.ConvertToSingle(Vector128.ShiftRightArithmetic(a._v.AsInt32(), FloatBits.MantissaBits) - Vector128.Create(FloatBits.ExponentBias)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x4 Mantissa(F32x4 a) =>
        new(((a._v.AsInt32() & Vector128.Create(FloatBits.MantissaMask)) | Vector128.Create(FloatBits.One)).AsSingle());
}
