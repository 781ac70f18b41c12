using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>16 sums in a 512-bit register.</summary>
internal readonly struct ResampleLanes16 : IResampleLanes<ResampleLanes16>
{
    private readonly Vector512<int> _value;

    private ResampleLanes16(Vector512<int> value) => _value = value;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes16 Broadcast(int value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes16 LoadBytes(ref readonly byte source, nuint offset)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(in source, offset);
        if (Avx512F.IsSupported)
        {
            return new(Avx512F.ConvertToVector512Int32(bytes));
        }

        (Vector128<ushort> low, Vector128<ushort> high) = Vector128.Widen(bytes);
        (Vector256<uint> first, Vector256<uint> second) = Vector256.Widen(Vector256.Create(low, high));
        return new(Vector512.Create(first, second).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes16 MultiplyAdd(ResampleLanes16 a, ResampleLanes16 b, ResampleLanes16 c) => new((a._value * b._value) + c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes16 Load(ref readonly int source, nuint offset) => new(Vector512.LoadUnsafe(in source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ResampleLanes16 value, ref int target, nuint offset) => value._value.StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes16 ShiftRight(ResampleLanes16 a, int count) => new(Vector512.ShiftRightArithmetic(a._value, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(ResampleLanes16 value, ref byte target, nuint offset) =>
        StoreClamped(ShiftRight(value, ResampleFixedPoint.Bits), ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreClamped(ResampleLanes16 value, ref byte target, nuint offset)
    {
        Vector512<int> clamped = Vector512.Min(Vector512.Max(value._value, Vector512<int>.Zero), Vector512.Create(255));
        Vector256<short> words = Vector256.Narrow(clamped.GetLower(), clamped.GetUpper());
        Vector128.Narrow(words.GetLower(), words.GetUpper()).AsByte().StoreUnsafe(ref target, offset);
    }
}
