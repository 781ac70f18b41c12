using System.Buffers.Binary;

namespace MlNetTransfer.Imaging;

/// <summary>Reads the orientation out of an EXIF block.</summary>
/// <remarks>
/// Only the first directory is looked at and no link is followed, so loops between directories are harmless.
/// Source: TIFF 6.0 section 2 (structure), EXIF 2.32 section 4.6.4 (tag 0x0112).
/// </remarks>
internal static class ExifOrientation
{
    private const ushort OrientationTag = 0x0112;
    private const int EntrySize = 12;
    private const int HeaderSize = 8;
    private const ushort TypeByte = 1;
    private const ushort TypeShort = 3;
    private const ushort TypeLong = 4;

    /// <summary>Whether columns become rows.</summary>
    internal static bool SwapsSides(int orientation) => orientation is >= 5 and <= 8;

    /// <summary>Finds the orientation.</summary>
    /// <param name="tiffBlock">The bytes after "Exif\0\0", starting with "II" or "MM"; the six bytes themselves may lead.</param>
    /// <returns>1 to 8; 1 when it is absent or the block is corrupt.</returns>
    internal static int Read(ReadOnlySpan<byte> tiffBlock)
    {
        ReadOnlySpan<byte> tiff = tiffBlock.StartsWith("Exif\0\0"u8) ? tiffBlock[6..] : tiffBlock;
        if (tiff.Length < HeaderSize)
        {
            return 1;
        }

        bool littleEndian = tiff.StartsWith("II*\0"u8);
        if (!littleEndian && !tiff.StartsWith("MM\0*"u8))
        {
            return 1;
        }

        uint directory = ReadUInt32(tiff[4..], littleEndian);
        if (directory < HeaderSize || directory > (uint)(tiff.Length - 2))
        {
            return 1;
        }

        ReadOnlySpan<byte> entries = tiff[(int)directory..];
        int count = ReadUInt16(entries, littleEndian);
        entries = entries[2..];
        for (int i = 0; i < count && entries.Length >= EntrySize; i++, entries = entries[EntrySize..])
        {
            if (ReadUInt16(entries, littleEndian) == OrientationTag)
            {
                return ReadValue(entries, littleEndian);
            }
        }

        return 1;
    }

    private static int ReadValue(ReadOnlySpan<byte> entry, bool littleEndian)
    {
        if (ReadUInt32(entry[4..], littleEndian) != 1)
        {
            return 1;
        }

        uint value = ReadUInt16(entry[2..], littleEndian) switch
        {
            TypeByte => entry[8],
            TypeShort => ReadUInt16(entry[8..], littleEndian),
            TypeLong => ReadUInt32(entry[8..], littleEndian),
            _ => 1,
        };
        return value is >= 1 and <= 8 ? (int)value : 1;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool littleEndian) =>
        littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
