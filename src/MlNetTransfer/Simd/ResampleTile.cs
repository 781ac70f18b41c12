using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MlNetTransfer.Simd;

/// <summary>Lays four rows of RGB pixels side by side, and takes them apart again, four pixels of each row at a time.</summary>
/// <remarks>
/// Tile: [column][row 0..3][R, G, B, unused], 16 bytes a column. Each step spreads 12 bytes of a row to four pixels of 4 bytes and transposes 4 x 4 pixels.
/// Both methods do whole steps only and return the number of columns that they did; the caller does the rest byte by byte.
/// </remarks>
internal static class ResampleTile
{
    private const int ColumnSize = 16;
    private const int StepSize = 4;
    private const int PixelSize = 3;

    /// <summary>Rows to tile.</summary>
    /// <param name="rows">The first row's first pixel; the other rows follow at the stride.</param>
    /// <param name="stride">Bytes from one row to the next.</param>
    /// <param name="width">Columns to lay out.</param>
    /// <param name="tile">width x 16 bytes.</param>
    /// <returns>Number of columns done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Interleave(ReadOnlySpan<byte> rows, int stride, int width, Span<byte> tile)
    {
        // A step reads 16 bytes of each row, of which it uses 12.
        int end = Math.Min(width, ((rows.Length - (3 * stride) - ColumnSize) / PixelSize) + 1) / StepSize * StepSize;
        if (end <= 0 || !Vector128.IsHardwareAccelerated)
        {
            return 0;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(tile.Length, end * ColumnSize);
        ref byte first = ref MemoryMarshal.GetReference(rows);
        ref byte target = ref MemoryMarshal.GetReference(tile);
        nuint next = (nuint)stride;
        for (int x = 0; x < end; x += StepSize)
        {
            nuint at = (nuint)(x * PixelSize);
            Vector128<uint> row0 = Spread(Vector128.LoadUnsafe(ref first, at));
            Vector128<uint> row1 = Spread(Vector128.LoadUnsafe(ref first, at + next));
            Vector128<uint> row2 = Spread(Vector128.LoadUnsafe(ref first, at + (2 * next)));
            Vector128<uint> row3 = Spread(Vector128.LoadUnsafe(ref first, at + (3 * next)));
            Transpose(ref row0, ref row1, ref row2, ref row3);
            nuint column = (nuint)(x * ColumnSize);
            row0.AsByte().StoreUnsafe(ref target, column);
            row1.AsByte().StoreUnsafe(ref target, column + ColumnSize);
            row2.AsByte().StoreUnsafe(ref target, column + (2 * ColumnSize));
            row3.AsByte().StoreUnsafe(ref target, column + (3 * ColumnSize));
        }

        return end;
    }

    /// <summary>Tile to rows. A row's bytes after its last pixel may be overwritten, up to 4.</summary>
    /// <param name="tile">16 bytes a column.</param>
    /// <param name="width">Columns to take.</param>
    /// <param name="rows">Four rows; each has at least width x 3 + 4 bytes from its offset on.</param>
    /// <param name="offsets">Where each row begins.</param>
    /// <returns>Number of columns done.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Deinterleave(ReadOnlySpan<byte> tile, int width, Span<byte> rows, ReadOnlySpan<int> offsets)
    {
        int end = width / StepSize * StepSize;
        if (end == 0 || !Vector128.IsHardwareAccelerated)
        {
            return 0;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(tile.Length, end * ColumnSize);
        for (int r = 0; r < StepSize; r++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offsets[r], (uint)(rows.Length - ((width * PixelSize) + StepSize)));
        }

        ref byte source = ref MemoryMarshal.GetReference(tile);
        ref byte target = ref MemoryMarshal.GetReference(rows);
        (nuint to0, nuint to1, nuint to2, nuint to3) = ((nuint)offsets[0], (nuint)offsets[1], (nuint)offsets[2], (nuint)offsets[3]);
        for (int x = 0; x < end; x += StepSize)
        {
            nuint column = (nuint)(x * ColumnSize);
            Vector128<uint> row0 = Vector128.LoadUnsafe(ref source, column).AsUInt32();
            Vector128<uint> row1 = Vector128.LoadUnsafe(ref source, column + ColumnSize).AsUInt32();
            Vector128<uint> row2 = Vector128.LoadUnsafe(ref source, column + (2 * ColumnSize)).AsUInt32();
            Vector128<uint> row3 = Vector128.LoadUnsafe(ref source, column + (3 * ColumnSize)).AsUInt32();
            Transpose(ref row0, ref row1, ref row2, ref row3);
            nuint at = (nuint)(x * PixelSize);
            Gather(row0).StoreUnsafe(ref target, to0 + at);
            Gather(row1).StoreUnsafe(ref target, to1 + at);
            Gather(row2).StoreUnsafe(ref target, to2 + at);
            Gather(row3).StoreUnsafe(ref target, to3 + at);
        }

        return end;
    }

    /// <summary>12 bytes to four pixels of 4 bytes, the fourth 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Spread(Vector128<byte> bytes) =>
        Vector128.Shuffle(bytes, Vector128.Create((byte)0, 1, 2, 255, 3, 4, 5, 255, 6, 7, 8, 255, 9, 10, 11, 255)).AsUInt32();

    /// <summary>Four pixels of 4 bytes to 12 bytes, then zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Gather(Vector128<uint> pixels) =>
        Vector128.Shuffle(pixels.AsByte(), Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 255, 255, 255, 255));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref Vector128<uint> a, ref Vector128<uint> b, ref Vector128<uint> c, ref Vector128<uint> d)
    {
        Vector128<ulong> abLow = ZipLow(a, b).AsUInt64();
        Vector128<ulong> cdLow = ZipLow(c, d).AsUInt64();
        Vector128<ulong> abHigh = ZipHigh(a, b).AsUInt64();
        Vector128<ulong> cdHigh = ZipHigh(c, d).AsUInt64();
        a = Vector128.Create(abLow.GetLower(), cdLow.GetLower()).AsUInt32();
        b = Vector128.Create(abLow.GetUpper(), cdLow.GetUpper()).AsUInt32();
        c = Vector128.Create(abHigh.GetLower(), cdHigh.GetLower()).AsUInt32();
        d = Vector128.Create(abHigh.GetUpper(), cdHigh.GetUpper()).AsUInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipLow(Vector128<uint> a, Vector128<uint> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackLow(a, b);
        }

        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b) : Vector128.Create(a[0], b[0], a[1], b[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> ZipHigh(Vector128<uint> a, Vector128<uint> b)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.UnpackHigh(a, b);
        }

        return AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b) : Vector128.Create(a[2], b[2], a[3], b[3]);
    }
}
