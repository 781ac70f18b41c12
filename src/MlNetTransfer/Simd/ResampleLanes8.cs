using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>8 sums in a 256-bit register.</summary>
internal readonly struct ResampleLanes8 : IResampleLanes<ResampleLanes8>
{
    private readonly Vector256<int> _value;

    private ResampleLanes8(Vector256<int> value) => _value = value;

    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes8 Broadcast(int value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes8 LoadBytes(ref readonly byte source, nuint offset)
    {
        Vector128<byte> bytes = Vector64.LoadUnsafe(in source, offset).ToVector128Unsafe();
        if (Avx2.IsSupported)
        {
            return new(Avx2.ConvertToVector256Int32(bytes));
        }

        (Vector128<uint> first, Vector128<uint> second) = Vector128.Widen(Vector128.WidenLower(bytes));
        return new(Vector256.Create(first, second).AsInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes8 MultiplyAdd(ResampleLanes8 a, ResampleLanes8 b, ResampleLanes8 c) => new((a._value * b._value) + c._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes8 Load(ref readonly int source, nuint offset) => new(Vector256.LoadUnsafe(in source, offset));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ResampleLanes8 value, ref int target, nuint offset) => value._value.StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ResampleLanes8 ShiftRight(ResampleLanes8 a, int count) => new(Vector256.ShiftRightArithmetic(a._value, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(ResampleLanes8 value, ref byte target, nuint offset) =>
        StoreClamped(ShiftRight(value, ResampleFixedPoint.Bits), ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreClamped(ResampleLanes8 value, ref byte target, nuint offset)
    {
        Vector256<int> clamped = Vector256.Min(Vector256.Max(value._value, Vector256<int>.Zero), Vector256.Create(255));
        Vector128<short> words = Vector128.Narrow(clamped.GetLower(), clamped.GetUpper());
        Vector128.Narrow(words, words).AsByte().GetLower().StoreUnsafe(ref target, offset);
    }
}
