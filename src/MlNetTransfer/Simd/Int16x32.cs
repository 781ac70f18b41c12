using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>Four groups of eight 16-bit lanes; needs AVX-512BW.</summary>
internal struct Int16x32 : IInt16Lanes<Int16x32>
{
    private Vector512<short> _value;

    public static int GroupCount => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 Broadcast(short value) => new() { _value = Vector512.Create(value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 BroadcastPair(short low, short high) => BroadcastInt32((high << 16) | (ushort)low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 BroadcastInt32(int value) => new() { _value = Vector512.Create(value).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 BroadcastGroup(ref readonly short source, nuint offset)
    {
        Vector128<short> group = Vector128.LoadUnsafe(in source, offset);
        Vector256<short> two = Vector256.Create(group, group);
        return new() { _value = Vector512.Create(two, two) };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 LoadBlockRow(ref readonly short source, nuint offset) => new()
    {
        _value = Vector512.Create(
        Vector256.Create(Vector128.LoadUnsafe(in source, offset), Vector128.LoadUnsafe(in source, offset + 64)),
        Vector256.Create(Vector128.LoadUnsafe(in source, offset + 128), Vector128.LoadUnsafe(in source, offset + 192)))
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 Load(ref readonly short source, nuint offset) => new() { _value = Vector512.LoadUnsafe(in source, offset) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 LoadBytes(ref readonly byte source, nuint offset) =>
        new() { _value = Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(in source, offset)) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Int16x32 value, ref short target, nuint offset) => value._value.StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Int16x32 value, ref byte target, nuint offset) => value._value.AsByte().StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Int16x32 value, ref byte target, nuint offset) => ToBytes(value).StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreCentredRows(Int16x32 first, Int16x32 second, ref byte target, (nuint First, nuint Second) offsets)
    {
        // Packing interleaves the rows group by group; sorting the 64-bit parts, even ones first, puts each row together.
        Vector512<byte> packed = Avx512BW.PackSignedSaturate(first._value, second._value).AsByte() + Vector512.Create((byte)128);
        Vector512<byte> rows = Avx512F.PermuteVar8x64(packed.AsUInt64(), Vector512.Create(0UL, 2, 4, 6, 1, 3, 5, 7)).AsByte();
        rows.GetLower().StoreUnsafe(ref target, offsets.First);
        rows.GetUpper().StoreUnsafe(ref target, offsets.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRgb(Int16x32 red, Int16x32 green, Int16x32 blue, ref byte target, nuint offset)
    {
        Vector512<byte> redGreen = Avx512BW.PackUnsignedSaturate(red._value, green._value);
        Vector512<byte> blues = Avx512BW.PackUnsignedSaturate(blue._value, blue._value);
        ByteRgbShuffle.Store(redGreen.GetLower().GetLower(), blues.GetLower().GetLower(), ref target, offset);
        ByteRgbShuffle.Store(redGreen.GetLower().GetUpper(), blues.GetLower().GetUpper(), ref target, offset + 24);
        ByteRgbShuffle.Store(redGreen.GetUpper().GetLower(), blues.GetUpper().GetLower(), ref target, offset + 48);
        ByteRgbShuffle.Store(redGreen.GetUpper().GetUpper(), blues.GetUpper().GetUpper(), ref target, offset + 72);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 Add(Int16x32 a, Int16x32 b) => new() { _value = a._value + b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 Subtract(Int16x32 a, Int16x32 b) => new() { _value = a._value - b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 MultiplyLow(Int16x32 a, Int16x32 b) => new() { _value = a._value * b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 MultiplyHigh(Int16x32 a, Int16x32 b) => new() { _value = Avx512BW.MultiplyHigh(a._value, b._value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 Or(Int16x32 a, Int16x32 b) => new() { _value = a._value | b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 And(Int16x32 a, Int16x32 b) => new() { _value = a._value & b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Int16x32 value) => value._value == Vector512<short>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 ShiftLeft(Int16x32 value, int count) => new() { _value = value._value << count };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 ShiftRight(Int16x32 value, int count) => new() { _value = value._value >> count };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 MultiplyAddPairs(Int16x32 a, Int16x32 b) => new() { _value = Avx512BW.MultiplyAddAdjacent(a._value, b._value).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 AddInt32(Int16x32 a, Int16x32 b) => new() { _value = (a._value.AsInt32() + b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 SubtractInt32(Int16x32 a, Int16x32 b) => new() { _value = (a._value.AsInt32() - b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 ShiftRightInt32(Int16x32 value, int count) => new() { _value = (value._value.AsInt32() >> count).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 PackSaturatedInt32(Int16x32 a, Int16x32 b) => new() { _value = Avx512BW.PackSignedSaturate(a._value.AsInt32(), b._value.AsInt32()) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 InterleaveLow(Int16x32 a, Int16x32 b) => new() { _value = Avx512BW.UnpackLow(a._value, b._value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 InterleaveHigh(Int16x32 a, Int16x32 b) => new() { _value = Avx512BW.UnpackHigh(a._value, b._value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 InterleaveLowInt32(Int16x32 a, Int16x32 b) => new() { _value = Avx512F.UnpackLow(a._value.AsInt32(), b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 InterleaveHighInt32(Int16x32 a, Int16x32 b) => new() { _value = Avx512F.UnpackHigh(a._value.AsInt32(), b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 InterleaveLowInt64(Int16x32 a, Int16x32 b) => new() { _value = Avx512F.UnpackLow(a._value.AsInt64(), b._value.AsInt64()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x32 InterleaveHighInt64(Int16x32 a, Int16x32 b) => new() { _value = Avx512F.UnpackHigh(a._value.AsInt64(), b._value.AsInt64()).AsInt16() };

    /// <summary>Clamps to bytes in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> ToBytes(Int16x32 value)
    {
        Vector512<ulong> packed = Avx512BW.PackUnsignedSaturate(value._value, value._value).AsUInt64();
        return Avx512F.PermuteVar8x64(packed, Vector512.Create(0UL, 2, 4, 6, 1, 3, 5, 7)).GetLower().AsByte();
    }
}
