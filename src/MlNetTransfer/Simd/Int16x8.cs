using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>One group of eight 16-bit lanes; also the form without vector hardware.</summary>
internal struct Int16x8 : IInt16Lanes<Int16x8>
{
    private Vector128<short> _value;

    public static int GroupCount => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 Broadcast(short value) => new() { _value = Vector128.Create(value) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 BroadcastPair(short low, short high) => BroadcastInt32((high << 16) | (ushort)low);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 BroadcastInt32(int value) => new() { _value = Vector128.Create(value).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 BroadcastGroup(ref readonly short source, nuint offset) => Load(in source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 LoadBlockRow(ref readonly short source, nuint offset) => Load(in source, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 Load(ref readonly short source, nuint offset) => new() { _value = Vector128.LoadUnsafe(in source, offset) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 LoadBytes(ref readonly byte source, nuint offset)
    {
        ulong bytes = Unsafe.ReadUnaligned<ulong>(in Unsafe.Add(ref Unsafe.AsRef(in source), offset));
        return new() { _value = Vector128.WidenLower(Vector128.CreateScalar(bytes).AsByte()).AsInt16() };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Int16x8 value, ref short target, nuint offset) => value._value.StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePairs(Int16x8 value, ref byte target, nuint offset) => value._value.AsByte().StoreUnsafe(ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(Int16x8 value, ref byte target, nuint offset) =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), ToBytes(value, value).AsUInt64().ToScalar());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreCentredRows(Int16x8 first, Int16x8 second, ref byte target, (nuint First, nuint Second) offsets)
    {
        Vector128<byte> rows = Vector128.NarrowWithSaturation(first._value, second._value).AsByte() + Vector128.Create((byte)128);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offsets.First), rows.AsUInt64().GetElement(0));
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offsets.Second), rows.AsUInt64().GetElement(1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreRgb(Int16x8 red, Int16x8 green, Int16x8 blue, ref byte target, nuint offset) =>
        ByteRgbShuffle.Store(ToBytes(red, green), ToBytes(blue, blue), ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 Add(Int16x8 a, Int16x8 b) => new() { _value = a._value + b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 Subtract(Int16x8 a, Int16x8 b) => new() { _value = a._value - b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 MultiplyLow(Int16x8 a, Int16x8 b) => new() { _value = a._value * b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 MultiplyHigh(Int16x8 a, Int16x8 b)
    {
        if (Sse2.IsSupported)
        {
            return new() { _value = Sse2.MultiplyHigh(a._value, b._value) };
        }

        Vector128<int> low = (Even(a) * Even(b)) >>> 16;
        Vector128<int> high = (Odd(a) * Odd(b)) & Vector128.Create(unchecked((int)0xFFFF0000));
        return new() { _value = (low | high).AsInt16() };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 Or(Int16x8 a, Int16x8 b) => new() { _value = a._value | b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 And(Int16x8 a, Int16x8 b) => new() { _value = a._value & b._value };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsZero(Int16x8 value) => value._value == Vector128<short>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 ShiftLeft(Int16x8 value, int count) => new() { _value = value._value << count };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 ShiftRight(Int16x8 value, int count) => new() { _value = value._value >> count };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 MultiplyAddPairs(Int16x8 a, Int16x8 b) => new()
    {
        _value = Sse2.IsSupported
            ? Sse2.MultiplyAddAdjacent(a._value, b._value).AsInt16()
            : ((Even(a) * Even(b)) + (Odd(a) * Odd(b))).AsInt16()
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 AddInt32(Int16x8 a, Int16x8 b) => new() { _value = (a._value.AsInt32() + b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 SubtractInt32(Int16x8 a, Int16x8 b) => new() { _value = (a._value.AsInt32() - b._value.AsInt32()).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 ShiftRightInt32(Int16x8 value, int count) => new() { _value = (value._value.AsInt32() >> count).AsInt16() };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 PackSaturatedInt32(Int16x8 a, Int16x8 b) => new() { _value = Vector128.NarrowWithSaturation(a._value.AsInt32(), b._value.AsInt32()) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 InterleaveLow(Int16x8 a, Int16x8 b) => new()
    {
        _value = Sse2.IsSupported
            ? Sse2.UnpackLow(a._value, b._value)
            : (Vector128.WidenLower(a._value.AsUInt16()) | (Vector128.WidenLower(b._value.AsUInt16()) << 16)).AsInt16()
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 InterleaveHigh(Int16x8 a, Int16x8 b) => new()
    {
        _value = Sse2.IsSupported
            ? Sse2.UnpackHigh(a._value, b._value)
            : (Vector128.WidenUpper(a._value.AsUInt16()) | (Vector128.WidenUpper(b._value.AsUInt16()) << 16)).AsInt16()
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 InterleaveLowInt32(Int16x8 a, Int16x8 b) => new()
    {
        _value = Sse2.IsSupported
            ? Sse2.UnpackLow(a._value.AsInt32(), b._value.AsInt32()).AsInt16()
            : (Vector128.WidenLower(a._value.AsUInt32()) | (Vector128.WidenLower(b._value.AsUInt32()) << 32)).AsInt16()
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 InterleaveHighInt32(Int16x8 a, Int16x8 b) => new()
    {
        _value = Sse2.IsSupported
            ? Sse2.UnpackHigh(a._value.AsInt32(), b._value.AsInt32()).AsInt16()
            : (Vector128.WidenUpper(a._value.AsUInt32()) | (Vector128.WidenUpper(b._value.AsUInt32()) << 32)).AsInt16()
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 InterleaveLowInt64(Int16x8 a, Int16x8 b) => new() { _value = Vector128.Create(a._value.GetLower(), b._value.GetLower()) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int16x8 InterleaveHighInt64(Int16x8 a, Int16x8 b) => new() { _value = Vector128.Create(a._value.GetUpper(), b._value.GetUpper()) };

    /// <summary>Clamps both to bytes: the first eight from a, the rest from b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> ToBytes(Int16x8 a, Int16x8 b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.PackUnsignedSaturate(a._value, b._value);
        }

        Vector128<short> limit = Vector128.Create((short)255);
        Vector128<short> x = Vector128.Clamp(a._value, Vector128<short>.Zero, limit);
        Vector128<short> y = Vector128.Clamp(b._value, Vector128<short>.Zero, limit);
        return Vector128.Narrow(x.AsUInt16(), y.AsUInt16());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Even(Int16x8 value) => (value._value.AsInt32() << 16) >> 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Odd(Int16x8 value) => value._value.AsInt32() >> 16;
}
