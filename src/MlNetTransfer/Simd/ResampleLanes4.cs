using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>4 sums in a 128-bit register.</summary>
internal readonly struct ResampleLanes4 : IResampleLanes<ResampleLanes4>
{
    private readonly Vector128<int> _value;

    private ResampleLanes4(Vector128<int> value) => _value = value;

    public static int Count => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes4 Broadcast(int value) => new(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes4 LoadBytes(ref readonly byte source, nuint offset)
    {
        uint four = Unsafe.ReadUnaligned<uint>(in Unsafe.AddByteOffset(ref Unsafe.AsRef(in source), offset));
        Vector128<byte> bytes = Vector128.CreateScalarUnsafe(four).AsByte();
        return new(Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes4 MultiplyAdd(ResampleLanes4 a, ResampleLanes4 b, ResampleLanes4 c) => new((a._value * b._value) + c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes4 Load(ref readonly int source, nuint offset) => new(Vector128.LoadUnsafe(in source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ResampleLanes4 value, ref int target, nuint offset) => value._value.StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes4 ShiftRight(ResampleLanes4 a, int count) => new(Vector128.ShiftRightArithmetic(a._value, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(ResampleLanes4 value, ref byte target, nuint offset) =>
        StoreClamped(ShiftRight(value, ResampleFixedPoint.Bits), ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreClamped(ResampleLanes4 value, ref byte target, nuint offset)
    {
        Vector128<int> clamped = Vector128.Min(Vector128.Max(value._value, Vector128<int>.Zero), Vector128.Create(255));
        Vector128<short> words = Vector128.Narrow(clamped, clamped);
        uint four = Vector128.Narrow(words, words).AsUInt32().ToScalar();
        Unsafe.WriteUnaligned(ref Unsafe.AddByteOffset(ref target, offset), four);
    }
}
