using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>Two groups of eight 16-bit lanes; needs AVX2.</summary>
internal struct Int16x16 : IInt16Lanes<Int16x16>
{
    private Vector256<short> _value;

    public static int GroupCount => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 Broadcast(short value) => new() { _value = Vector256.Create(value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 BroadcastPair(short low, short high) => BroadcastInt32((high << 16) | (ushort)low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 BroadcastInt32(int value) => new() { _value = Vector256.Create(value).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 BroadcastGroup(ref readonly short source, nuint offset)
    {
        Vector128<short> group = Vector128.LoadUnsafe(in source, offset);
        return new() { _value = Vector256.Create(group, group) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 LoadBlockRow(ref readonly short source, nuint offset) =>
        new() { _value = Vector256.Create(Vector128.LoadUnsafe(in source, offset), Vector128.LoadUnsafe(in source, offset + 64)) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 Load(ref readonly short source, nuint offset) => new() { _value = Vector256.LoadUnsafe(in source, offset) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 LoadBytes(ref readonly byte source, nuint offset) =>
        new() { _value = Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(in source, offset)) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Int16x16 value, ref short target, nuint offset) => value._value.StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Int16x16 value, ref byte target, nuint offset) => value._value.AsByte().StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Int16x16 value, ref byte target, nuint offset) => ToBytes(value).StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreCentredRows(Int16x16 first, Int16x16 second, ref byte target, (nuint First, nuint Second) offsets)
    {
        // Packing interleaves the rows group by group; sorting the 64-bit parts 0 2 1 3 puts each row together.
        Vector256<byte> packed = Avx2.PackSignedSaturate(first._value, second._value).AsByte() + Vector256.Create((byte)128);
        Vector256<byte> rows = Avx2.Permute4x64(packed.AsUInt64(), 0b11_01_10_00).AsByte();
        rows.GetLower().StoreUnsafe(ref target, offsets.First);
        rows.GetUpper().StoreUnsafe(ref target, offsets.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRgb(Int16x16 red, Int16x16 green, Int16x16 blue, ref byte target, nuint offset)
    {
        Vector256<byte> redGreen = Avx2.PackUnsignedSaturate(red._value, green._value);
        Vector256<byte> blues = Avx2.PackUnsignedSaturate(blue._value, blue._value);
        ByteRgbShuffle.Store(redGreen.GetLower(), blues.GetLower(), ref target, offset);
        ByteRgbShuffle.Store(redGreen.GetUpper(), blues.GetUpper(), ref target, offset + 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 Add(Int16x16 a, Int16x16 b) => new() { _value = a._value + b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 Subtract(Int16x16 a, Int16x16 b) => new() { _value = a._value - b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 MultiplyLow(Int16x16 a, Int16x16 b) => new() { _value = a._value * b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 MultiplyHigh(Int16x16 a, Int16x16 b) => new() { _value = Avx2.MultiplyHigh(a._value, b._value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 Or(Int16x16 a, Int16x16 b) => new() { _value = a._value | b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 And(Int16x16 a, Int16x16 b) => new() { _value = a._value & b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Int16x16 value) => value._value == Vector256<short>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 ShiftLeft(Int16x16 value, int count) => new() { _value = value._value << count };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 ShiftRight(Int16x16 value, int count) => new() { _value = value._value >> count };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 MultiplyAddPairs(Int16x16 a, Int16x16 b) => new() { _value = Avx2.MultiplyAddAdjacent(a._value, b._value).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 AddInt32(Int16x16 a, Int16x16 b) => new() { _value = (a._value.AsInt32() + b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 SubtractInt32(Int16x16 a, Int16x16 b) => new() { _value = (a._value.AsInt32() - b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 ShiftRightInt32(Int16x16 value, int count) => new() { _value = (value._value.AsInt32() >> count).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 PackSaturatedInt32(Int16x16 a, Int16x16 b) => new() { _value = Avx2.PackSignedSaturate(a._value.AsInt32(), b._value.AsInt32()) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 InterleaveLow(Int16x16 a, Int16x16 b) => new() { _value = Avx2.UnpackLow(a._value, b._value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 InterleaveHigh(Int16x16 a, Int16x16 b) => new() { _value = Avx2.UnpackHigh(a._value, b._value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 InterleaveLowInt32(Int16x16 a, Int16x16 b) => new() { _value = Avx2.UnpackLow(a._value.AsInt32(), b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 InterleaveHighInt32(Int16x16 a, Int16x16 b) => new() { _value = Avx2.UnpackHigh(a._value.AsInt32(), b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 InterleaveLowInt64(Int16x16 a, Int16x16 b) => new() { _value = Avx2.UnpackLow(a._value.AsInt64(), b._value.AsInt64()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x16 InterleaveHighInt64(Int16x16 a, Int16x16 b) => new() { _value = Avx2.UnpackHigh(a._value.AsInt64(), b._value.AsInt64()).AsInt16() };

    /// <summary>Clamps to bytes in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToBytes(Int16x16 value) =>
        Avx2.Permute4x64(Avx2.PackUnsignedSaturate(value._value, value._value).AsUInt64(), 0b11_01_10_00).GetLower().AsByte();
}
