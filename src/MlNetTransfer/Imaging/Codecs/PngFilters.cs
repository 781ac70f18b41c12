using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Undoes the row filters of PNG.</summary>
/// <remarks>
/// x is a byte, a the byte one pixel to the left, b the byte above, c the byte above a; all sums are modulo 256.
/// Each filter is a method of its own over (row, row above, distance).
/// "Up" has no dependency along the row and runs eight bytes a step; "Sub", "Average" and "Paeth" depend on the pixel to the left:
/// pixels of three and four bytes go one a step, their bytes side by side; the rest, and rows' ends, byte by byte.
/// Source: PNG (W3C, third edition) sections 9.2 to 9.4.
/// </remarks>
internal static class PngFilters
{
    internal const byte None = 0;
    internal const byte Sub = 1;
    internal const byte Up = 2;
    internal const byte Average = 3;
    internal const byte Paeth = 4;

    private const int PixelBytes = 4;
    private const uint LowSevenBits = 0x7F7F7F7F;
    private const uint HighSevenBits = 0xFEFEFEFE;

    /// <summary>Restores a row in place.</summary>
    /// <param name="filter">0 to 4.</param>
    /// <param name="row">The filtered bytes.</param>
    /// <param name="above">The restored row above, zeros for the first row.</param>
    /// <param name="distance">Bytes from one pixel to the next.</param>
    /// <returns>False when there is no such filter.</returns>
    internal static bool Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case None:
                return true;
            case Sub:
                UndoSub(row, distance);
                return true;
            case Up:
                UndoUp(row, above);
                return true;
            case Average:
                UndoAverage(row, above, distance);
                return true;
            case Paeth:
                UndoPaeth(row, above, distance);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The Paeth predictor: whichever of a, b, c is nearest to a + b - c.</summary>
    internal static int PredictPaeth(int a, int b, int c)
    {
        int toA = Math.Abs(b - c);
        int toB = Math.Abs(a - c);
        int toC = Math.Abs(a + b - c - c);
        int nearest = toB <= toC ? b : c;
        return toA <= toB && toA <= toC ? a : nearest;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoSub(Span<byte> row, int distance)
    {
        int i = distance;
        if (IsWide(distance) && row.Length >= PixelBytes)
        {
            uint left = BinaryPrimitives.ReadUInt32LittleEndian(row);
            for (; i <= row.Length - PixelBytes; i += distance)
            {
                left = Add(BinaryPrimitives.ReadUInt32LittleEndian(row[i..]), left);
                WritePixel(row.Slice(i, PixelBytes), left, distance);
            }
        }

        for (; i < row.Length; i++)
        {
            row[i] += row[i - distance];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> above)
    {
        const ulong LowBits = 0x7F7F7F7F7F7F7F7F;
        above = above[..row.Length];
        while (row.Length >= sizeof(ulong))
        {
            // Eight sums modulo 256: the top bits are added without carry.
            ulong x = BinaryPrimitives.ReadUInt64LittleEndian(row);
            ulong b = BinaryPrimitives.ReadUInt64LittleEndian(above);
            BinaryPrimitives.WriteUInt64LittleEndian(row, ((x & LowBits) + (b & LowBits)) ^ ((x ^ b) & ~LowBits));
            row = row[sizeof(ulong)..];
            above = above[sizeof(ulong)..];
        }

        for (int i = 0; i < row.Length; i++)
        {
            row[i] += above[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoAverage(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        int first = Math.Min(distance, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += (byte)(above[i] >> 1);
        }

        int at = first;
        if (IsWide(distance) && row.Length >= PixelBytes)
        {
            uint left = BinaryPrimitives.ReadUInt32LittleEndian(row);
            for (; at <= row.Length - PixelBytes; at += distance)
            {
                // Half the sum without its carry: the bits in common, and half of those that differ.
                uint up = BinaryPrimitives.ReadUInt32LittleEndian(above[at..]);
                uint average = (left & up) + (((left ^ up) & HighSevenBits) >> 1);
                left = Add(BinaryPrimitives.ReadUInt32LittleEndian(row[at..]), average);
                WritePixel(row.Slice(at, PixelBytes), left, distance);
            }
        }

        for (; at < row.Length; at++)
        {
            row[at] += (byte)((row[at - distance] + above[at]) >> 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..row.Length];
        int first = Math.Min(distance, row.Length);
        for (int i = 0; i < first; i++)
        {
            row[i] += above[i];
        }

        int at = first;
        if (IsWide(distance) && row.Length >= PixelBytes)
        {
            BytePixel left = BytePixel.Of(BinaryPrimitives.ReadUInt32LittleEndian(row));
            BytePixel corner = BytePixel.Of(BinaryPrimitives.ReadUInt32LittleEndian(above));
            for (; at <= row.Length - PixelBytes; at += distance)
            {
                BytePixel up = BytePixel.Of(BinaryPrimitives.ReadUInt32LittleEndian(above[at..]));
                left = BytePixel.AddPaeth(BytePixel.Of(BinaryPrimitives.ReadUInt32LittleEndian(row[at..])), left, up, corner);
                corner = up;
                WritePixel(row.Slice(at, PixelBytes), BytePixel.ToBytes(left), distance);
            }
        }

        for (; at < row.Length; at++)
        {
            row[at] += (byte)PredictPaeth(row[at - distance], above[at], above[at - distance]);
        }
    }

    private static bool IsWide(int distance) => distance is 3 or PixelBytes;

    // Four sums modulo 256: the top bits are added without carry.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Add(uint a, uint b) => ((a & LowSevenBits) + (b & LowSevenBits)) ^ ((a ^ b) & ~LowSevenBits);

    // Of a pixel of three bytes the fourth belongs to the next pixel and stays as it is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WritePixel(Span<byte> target, uint pixel, int distance)
    {
        if (distance == PixelBytes)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target, pixel);
            return;
        }

        target[2] = (byte)(pixel >> 16);
        BinaryPrimitives.WriteUInt16LittleEndian(target, (ushort)pixel);
    }
}
