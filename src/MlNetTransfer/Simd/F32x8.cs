using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>8 floats in a <see cref="Vector256{T}"/>: AVX2, 16 registers, tiles of 6 rows x 2 vectors.</summary>
internal struct F32x8 : ILanes<F32x8>
{
    private Vector256<float> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private F32x8(Vector256<float> v)
    {
        _v = v;
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 8;
    }

    public static int HalfTile
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Load(ref readonly float source, nint offset) =>
        new(Vector256.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x8 value, ref float target, nint offset) =>
        value._v.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 MultiplyAdd(F32x8 a, F32x8 b, F32x8 c) => new(Vector256.MultiplyAddEstimate(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x8 sum, F32x8 a, F32x8 b) => sum._v = Vector256.MultiplyAddEstimate(a._v, b._v, sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x8 sum, F32x8 a, ref readonly float source, nint offset) =>
        sum._v = Vector256.MultiplyAddEstimate(a._v, Vector256.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), offset)), sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Add(F32x8 a, F32x8 b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Subtract(F32x8 a, F32x8 b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Multiply(F32x8 a, F32x8 b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Divide(F32x8 a, F32x8 b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Max(F32x8 a, F32x8 b) => new(Vector256.MaxNative(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Min(F32x8 a, F32x8 b) => new(Vector256.MinNative(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Sqrt(F32x8 a) => new(Vector256.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Abs(F32x8 a) => new(Vector256.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Floor(F32x8 a) => new(Vector256.Floor(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Ceiling(F32x8 a) => new(Vector256.Ceiling(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Round(F32x8 a) => new(Vector256.Round(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 ChooseLess(F32x8 a, F32x8 b, F32x8 whenLess, F32x8 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.LessThan(a._v, b._v), whenLess._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 ChooseEqual(F32x8 a, F32x8 b, F32x8 whenEqual, F32x8 otherwise) =>
        new(Vector256.ConditionalSelect(Vector256.Equals(a._v, b._v), whenEqual._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 PowerOfTwo(F32x8 n) =>
        new(Vector256.ShiftLeft(Vector256.ConvertToInt32Native(n._v) + Vector256.Create(FloatBits.ExponentBias), FloatBits.MantissaBits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Scale(F32x8 a, F32x8 n)
    {
        // Two factors, so that results beyond the normal range overflow or vanish as they should.
        F32x8 half = Floor(Multiply(n, Broadcast(0.5f)));
        return Multiply(Multiply(a, PowerOfTwo(half)), PowerOfTwo(Subtract(n, half)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Exponent(F32x8 a) =>
        new(Vector256.ConvertToSingle(Vector256.ShiftRightArithmetic(a._v.AsInt32(), FloatBits.MantissaBits) - Vector256.Create(FloatBits.ExponentBias)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x8 Mantissa(F32x8 a) =>
        new(((a._v.AsInt32() & Vector256.Create(FloatBits.MantissaMask)) | Vector256.Create(FloatBits.One)).AsSingle());
}
