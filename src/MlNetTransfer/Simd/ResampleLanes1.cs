using System.Runtime.CompilerServices;

namespace MlNetTransfer.Simd;

/// <summary>One sum, for machines without vectors.</summary>
internal readonly struct ResampleLanes1 : IResampleLanes<ResampleLanes1>
{
    private readonly int _value;

    private ResampleLanes1(int value) => _value = value;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes1 Broadcast(int value) => new(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes1 LoadBytes(ref readonly byte source, nuint offset) =>
        new(Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes1 MultiplyAdd(ResampleLanes1 a, ResampleLanes1 b, ResampleLanes1 c) => new(unchecked((a._value * b._value) + c._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes1 Load(ref readonly int source, nuint offset) => new(Unsafe.Add(ref Unsafe.AsRef(in source), offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ResampleLanes1 value, ref int target, nuint offset) => Unsafe.Add(ref target, offset) = value._value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes1 ShiftRight(ResampleLanes1 a, int count) => new(a._value >> count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(ResampleLanes1 value, ref byte target, nuint offset) =>
        StoreClamped(ShiftRight(value, ResampleFixedPoint.Bits), ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreClamped(ResampleLanes1 value, ref byte target, nuint offset) =>
        Unsafe.AddByteOffset(ref target, offset) = (byte)Math.Clamp(value._value, 0, 255);
}
