using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNetTransfer.Simd;

/// <summary>Puts eight reds, greens and blues into 24 bytes of pixels.</summary>
/// <remarks>Input: one register with eight reds then eight greens, one whose first eight bytes are the blues. 255 as an index gives zero.</remarks>
internal static class ByteRgbShuffle
{
    private const byte None = 255;

    /// <summary>Stores the 24 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<byte> redGreen, Vector128<byte> blue, ref byte target, nuint offset)
    {
        Low(redGreen, blue).StoreUnsafe(ref target, offset);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset + 16), High(redGreen, blue).AsUInt64().ToScalar());
    }

    /// <summary>Bytes 0 to 15 of the pixels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Low(Vector128<byte> redGreen, Vector128<byte> blue) =>
        Vector128.Shuffle(redGreen, Vector128.Create(0, 8, None, 1, 9, None, 2, 10, None, 3, 11, None, 4, 12, None, 5))
        | Vector128.Shuffle(blue, Vector128.Create(None, None, 0, None, None, 1, None, None, 2, None, None, 3, None, None, 4, None));

    /// <summary>Bytes 16 to 23 of the pixels, then eight zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> High(Vector128<byte> redGreen, Vector128<byte> blue) =>
        Vector128.Shuffle(redGreen, Vector128.Create(13, None, 6, 14, None, 7, 15, None, None, None, None, None, None, None, None, None))
        | Vector128.Shuffle(blue, Vector128.Create(None, 5, None, None, 6, None, None, 7, None, None, None, None, None, None, None, None));
}
