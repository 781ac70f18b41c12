using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>Up to four bytes of one pixel, each in 16 bits, for PNG's row filters: a pixel depends on the one before it, so lanes run across its bytes.</summary>
/// <remarks>Exact integers: the same bits with and without vector hardware.</remarks>
internal readonly struct BytePixel
{
    private readonly Vector128<short> _value;

    private BytePixel(Vector128<short> value) => _value = value;

    /// <summary>Takes four bytes, the first one lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BytePixel Of(uint bytes) => new(Vector128.WidenLower(Vector128.CreateScalarUnsafe(bytes).AsByte()).AsInt16());

    /// <summary>The four bytes, each modulo 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ToBytes(BytePixel pixel)
    {
        Vector128<ushort> low = pixel._value.AsUInt16() & Vector128.Create((ushort)byte.MaxValue);
        return Vector128.Narrow(low, low).AsUInt32().ToScalar();
    }

    /// <summary>The filtered pixel x plus whichever of a (left), b (above) and c (above a) is nearest to a + b - c; a before b before c. Modulo 256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static BytePixel AddPaeth(BytePixel x, BytePixel a, BytePixel b, BytePixel c)
    {
        Vector128<short> fromA = b._value - c._value;
        Vector128<short> fromB = a._value - c._value;
        Vector128<short> toA = Vector128.Abs(fromA);
        Vector128<short> toB = Vector128.Abs(fromB);
        Vector128<short> nearest = Vector128.Min(Vector128.Min(toA, toB), Vector128.Abs(fromA + fromB));
        Vector128<short> aboves = Vector128.ConditionalSelect(Vector128.Equals(nearest, toB), b._value, c._value);
        Vector128<short> predicted = Vector128.ConditionalSelect(Vector128.Equals(nearest, toA), a._value, aboves);
        return new((x._value + predicted) & Vector128.Create((short)byte.MaxValue));
    }
}
