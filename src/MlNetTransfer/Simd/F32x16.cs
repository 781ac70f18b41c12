using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>16 floats in a <see cref="Vector512{T}"/>: AVX-512, 32 registers, tiles of 14 rows x 2 vectors.</summary>
internal struct F32x16 : ILanes<F32x16>
{
    private Vector512<float> _v;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private F32x16(Vector512<float> v)
    {
        _v = v;
    }

    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 16;
    }

    public static int HalfTile
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 7;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Load(ref readonly float source, nint offset) =>
        new(Vector512.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F32x16 value, ref float target, nint offset) =>
        value._v.StoreUnsafe(ref Unsafe.Add(ref target, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 MultiplyAdd(F32x16 a, F32x16 b, F32x16 c) => new(Vector512.MultiplyAddEstimate(a._v, b._v, c._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x16 sum, F32x16 a, F32x16 b) => sum._v = Vector512.MultiplyAddEstimate(a._v, b._v, sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref F32x16 sum, F32x16 a, ref readonly float source, nint offset) =>
        sum._v = Vector512.MultiplyAddEstimate(a._v, Vector512.LoadUnsafe(in Unsafe.Add(ref Unsafe.AsRef(in source), offset)), sum._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Add(F32x16 a, F32x16 b) => new(a._v + b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Subtract(F32x16 a, F32x16 b) => new(a._v - b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Multiply(F32x16 a, F32x16 b) => new(a._v * b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Divide(F32x16 a, F32x16 b) => new(a._v / b._v);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Max(F32x16 a, F32x16 b) => new(Vector512.MaxNative(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Min(F32x16 a, F32x16 b) => new(Vector512.MinNative(a._v, b._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Sqrt(F32x16 a) => new(Vector512.Sqrt(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Abs(F32x16 a) => new(Vector512.Abs(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Floor(F32x16 a) => new(Vector512.Floor(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Ceiling(F32x16 a) => new(Vector512.Ceiling(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Round(F32x16 a) => new(Vector512.Round(a._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 ChooseLess(F32x16 a, F32x16 b, F32x16 whenLess, F32x16 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(a._v, b._v), whenLess._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 ChooseEqual(F32x16 a, F32x16 b, F32x16 whenEqual, F32x16 otherwise) =>
        new(Vector512.ConditionalSelect(Vector512.Equals(a._v, b._v), whenEqual._v, otherwise._v));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 PowerOfTwo(F32x16 n) =>
        new(Vector512.ShiftLeft(Vector512.ConvertToInt32Native(n._v) + Vector512.Create(FloatBits.ExponentBias), FloatBits.MantissaBits).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Scale(F32x16 a, F32x16 n)
    {
        if (Avx512F.IsSupported)
        {
            return new F32x16(Avx512F.Scale(a._v, n._v));
        }

        // Two factors, so that results beyond the normal range overflow or vanish as they should.
        F32x16 half = Floor(Multiply(n, Broadcast(0.5f)));
        return Multiply(Multiply(a, PowerOfTwo(half)), PowerOfTwo(Subtract(n, half)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Exponent(F32x16 a) =>
        new(Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(a._v.AsInt32(), FloatBits.MantissaBits) - Vector512.Create(FloatBits.ExponentBias)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F32x16 Mantissa(F32x16 a) =>
        new(((a._v.AsInt32() & Vector512.Create(FloatBits.MantissaMask)) | Vector512.Create(FloatBits.One)).AsSingle());
}
