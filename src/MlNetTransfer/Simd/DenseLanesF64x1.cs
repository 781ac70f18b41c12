using System.Runtime.CompilerServices;

namespace MlNetTransfer.Simd;

/// <summary>One double: the kernels without vector instructions.</summary>
internal readonly struct F64x1(double value) : IDenseLanes<F64x1>
{
    private readonly double _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Load(ref readonly double source, nuint offset) => new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(F64x1 value, ref double target, nuint offset) => Unsafe.Add(ref target, offset) = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Broadcast(double value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 MultiplyAdd(F64x1 a, F64x1 b, F64x1 c) => new(double.MultiplyAddEstimate(a._value, b._value, c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Add(F64x1 a, F64x1 b) => new(a._value + b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Subtract(F64x1 a, F64x1 b) => new(a._value - b._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static F64x1 Multiply(F64x1 a, F64x1 b) => new(a._value * b._value);
}
