using System.Buffers.Binary;

namespace MlNetTransfer.Imaging;

/// <summary>Reads the orientation out of an EXIF block.</summary>
internal static class ExifOrientation
{
    private const int OrientationTag = 0x0112;
    private const int ShortType = 3;

    /// <summary>Reads the orientation.</summary>
    /// <param name="tiffBlock">The bytes behind "Exif\0\0".</param>
    /// <returns>1 to 8; 1 when absent or corrupt.</returns>
    internal static int Read(ReadOnlySpan<byte> tiffBlock)
    {
        if (tiffBlock.Length < 8 || (tiffBlock[0] != 'I' && tiffBlock[0] != 'M') || tiffBlock[0] != tiffBlock[1])
        {
            return 1;
        }

        bool isLittle = tiffBlock[0] == 'I';
        long start = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiffBlock[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiffBlock[4..]);
        if (start < 8 || start > tiffBlock.Length - 2)
        {
            return 1;
        }

        ReadOnlySpan<byte> entries = tiffBlock[((int)start + 2)..];
        int count = Short(tiffBlock[(int)start..], isLittle);
        for (int i = 0; i < count && (i + 1) * 12 <= entries.Length; i++)
        {
            ReadOnlySpan<byte> entry = entries.Slice(i * 12, 12);
            if (Short(entry, isLittle) == OrientationTag && Short(entry[2..], isLittle) == ShortType)
            {
                int value = Short(entry[8..], isLittle);
                return value is >= 1 and <= 8 ? value : 1;
            }
        }

        return 1;
    }

    private static int Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
