using System.Buffers.Binary;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>File header, bitmap header, masks and palette of a BMP file.</summary>
/// <remarks>
/// Known headers by their size: 12 (OS/2 1), 16 to 64 (OS/2 2, fields that are cut off are 0), 40 (Windows 3), 52, 56 (with masks), 108 (V4), 124 (V5).
/// Source: Windows GDI, BITMAPFILEHEADER, BITMAPCOREHEADER, BITMAPINFOHEADER to BITMAPV5HEADER; OS/2 2.0 BITMAPINFOHEADER2.
/// </remarks>
internal sealed class BmpHeader
{
    private const int FileHeaderSize = 14;
    private const int CoreSize = 12;
    private const int SmallestOs2Size = 16;
    private const int LargestOs2Size = 64;
    private const int InfoSize = 40;
    private const int InfoWithMasksSize = 52;
    private const int InfoWithAlphaSize = 56;
    private const int V4Size = 108;
    private const int V5Size = 124;
    private const int MaxPaletteSize = 256;

    internal int Width { get; private set; }

    internal int Height { get; private set; }

    internal bool TopDown { get; private set; }

    internal int BitCount { get; private set; }

    internal BmpCompression Compression { get; private set; }

    /// <summary>First byte of the pixels.</summary>
    internal long PixelOffset { get; private set; }

    /// <summary>Red, green, blue of 256 entries; those that the file lacks are the grey of their index, as in Pillow.</summary>
    internal byte[] Palette { get; } = new byte[MaxPaletteSize * Image.ChannelCount];

    internal uint RedMask { get; private set; }

    internal uint GreenMask { get; private set; }

    internal uint BlueMask { get; private set; }

    /// <summary>0 where the file has no alpha.</summary>
    internal uint AlphaMask { get; private set; }

    /// <summary>In words, for <see cref="DecodeResult.Description"/>.</summary>
    internal string Description
    {
        get
        {
            string coding = Compression switch
            {
                BmpCompression.Rle4 or BmpCompression.Rle8 => ", run-length coded",
                BmpCompression.BitFields or BmpCompression.AlphaBitFields => ", bit fields",
                _ => "",
            };
            return Text.Of($"{BitCount}-bit{(BitCount <= 8 ? " palette" : "")}{coding}{(TopDown ? ", top-down" : "")}");
        }
    }

    /// <summary>Reads the headers; null with a refusal when the picture cannot be decoded.</summary>
    internal static BmpHeader? Read(ReadOnlySpan<byte> data, DecodeOptions options, out DecodeResult? refusal)
    {
        uint size = data.Length < FileHeaderSize + 4 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(data[FileHeaderSize..]);
        if (size == 0 && data.Length < FileHeaderSize + 4)
        {
            refusal = Refuse(DecodeReason.Truncated, Text.Of($"BMP ends after {data.Length} bytes, inside its header. Export or download it again."));
            return null;
        }

        bool known = size is CoreSize or InfoSize or InfoWithMasksSize or InfoWithAlphaSize or V4Size or V5Size or (>= SmallestOs2Size and <= LargestOs2Size);
        if (!known)
        {
            refusal = Refuse(DecodeReason.BadHeader, Text.Of($"BMP header says that it has {size:N0} bytes, expected 12, 16 to 64, 108 or 124. Re-export the picture."));
            return null;
        }

        if (data.Length < FileHeaderSize + (int)size)
        {
            refusal = Refuse(DecodeReason.Truncated, Text.Of($"BMP ends after {data.Length} bytes, inside its header of {size}. Export or download it again."));
            return null;
        }

        BmpHeader header = new();
        refusal = header.ReadFields(data, (int)size, options);
        return refusal is null ? header : null;
    }

    private DecodeResult? ReadFields(ReadOnlySpan<byte> data, int size, DecodeOptions options)
    {
        // A short OS/2 header is read as if it went on with zeros.
        Span<byte> fields = stackalloc byte[V5Size];
        fields.Clear();
        data.Slice(FileHeaderSize, size).CopyTo(fields);
        long height;
        long width;
        if (size == CoreSize)
        {
            width = BinaryPrimitives.ReadUInt16LittleEndian(fields[4..]);
            height = BinaryPrimitives.ReadUInt16LittleEndian(fields[6..]);
            BitCount = BinaryPrimitives.ReadUInt16LittleEndian(fields[10..]);
        }
        else
        {
            width = BinaryPrimitives.ReadInt32LittleEndian(fields[4..]);
            height = BinaryPrimitives.ReadInt32LittleEndian(fields[8..]);
            BitCount = BinaryPrimitives.ReadUInt16LittleEndian(fields[14..]);
            Compression = (BmpCompression)BinaryPrimitives.ReadUInt32LittleEndian(fields[16..]);
        }

        TopDown = height < 0;
        height = Math.Abs(height);
        if ((DecodeLimits.Check(ImageFormat.Bmp, width, height, options) ?? CheckCoding(size)) is { } refusal)
        {
            return refusal;
        }

        Width = (int)width;
        Height = (int)height;
        int position = ReadMasks(data, fields, size);
        uint colorCount = size == CoreSize ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(fields[32..]);
        ReadPalette(data, position, size == CoreSize ? 3 : 4, colorCount);
        return CheckMasks();
    }

    private DecodeResult? CheckCoding(int size)
    {
        bool isOs2 = size is not (CoreSize or InfoSize or InfoWithMasksSize or InfoWithAlphaSize or V4Size or V5Size);
        if (Compression is BmpCompression.Jpeg or BmpCompression.Png || (isOs2 && (uint)Compression >= 3))
        {
            string name = isOs2 ? "OS/2 Huffman or 24-bit run-length" : Text.Of($"embedded {Compression}");
            return Refuse(DecodeReason.UnsupportedFeature, Text.Of($"BMP uses {name} compression ({(uint)Compression}), which is not decoded here. Convert it to PNG."));
        }

        bool known = Compression switch
        {
            BmpCompression.Rgb => BitCount is 1 or 2 or 4 or 8 or 16 or 24 or 32,
            BmpCompression.Rle8 => BitCount == 8,
            BmpCompression.Rle4 => BitCount == 4,
            BmpCompression.BitFields or BmpCompression.AlphaBitFields => BitCount is 16 or 24 or 32,
            _ => false,
        };
        return known
            ? null
            : Refuse(DecodeReason.BadHeader, Text.Of($"BMP header has {BitCount} bits with compression {(uint)Compression}, a combination that BMP does not have. Re-export the picture."));
    }

    /// <summary>Reads or assumes the masks; returns where the palette begins.</summary>
    private int ReadMasks(ReadOnlySpan<byte> data, ReadOnlySpan<byte> fields, int size)
    {
        int position = FileHeaderSize + size;
        if (Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields)
        {
            int count = Compression == BmpCompression.AlphaBitFields ? 4 : 3;
            bool inHeader = size >= InfoWithMasksSize;
            ReadOnlySpan<byte> masks = inHeader ? fields[InfoSize..] : data[position..];
            count = inHeader ? (size >= InfoWithAlphaSize ? 4 : 3) : count;
            if (masks.Length >= count * 4)
            {
                RedMask = BinaryPrimitives.ReadUInt32LittleEndian(masks);
                GreenMask = BinaryPrimitives.ReadUInt32LittleEndian(masks[4..]);
                BlueMask = BinaryPrimitives.ReadUInt32LittleEndian(masks[8..]);
                AlphaMask = count == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(masks[12..]) : 0;
            }

            position += inHeader ? 0 : count * 4;
        }

        if ((RedMask | GreenMask | BlueMask) == 0)
        {
            (RedMask, GreenMask, BlueMask) = BitCount == 16 ? (0x7C00u, 0x3E0u, 0x1Fu) : (0xFF0000u, 0xFF00u, 0xFFu);
        }

        return position;
    }

    private void ReadPalette(ReadOnlySpan<byte> data, int position, int entrySize, uint colorCount)
    {
        const int C = Image.ChannelCount;
        for (int i = 0; i < MaxPaletteSize; i++)
        {
            Palette.AsSpan(i * C, C).Fill((byte)i);
        }

        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(data[10..]);
        if (BitCount > 8)
        {
            PixelOffset = offset == 0 ? position : offset;
            return;
        }

        long count = colorCount == 0 ? 1L << BitCount : colorCount;
        for (int i = 0; i < Math.Min(count, MaxPaletteSize) && position + (i * entrySize) + C <= data.Length; i++)
        {
            ReadOnlySpan<byte> entry = data.Slice(position + (i * entrySize), C);
            Palette[(i * C) + 2] = entry[0];
            Palette[(i * C) + 1] = entry[1];
            Palette[i * C] = entry[2];
        }

        // Some writers forget the palette when they state where the pixels begin.
        PixelOffset = offset == 0 || offset == position ? position + (count * entrySize) : offset;
    }

    private DecodeResult? CheckMasks()
    {
        if (BitCount <= 8 || (IsContiguous(RedMask) && IsContiguous(GreenMask) && IsContiguous(BlueMask) && IsContiguous(AlphaMask)))
        {
            return null;
        }

        return Refuse(
            DecodeReason.BadHeader,
            Text.Of($"BMP colour masks {RedMask:X8}, {GreenMask:X8}, {BlueMask:X8}, {AlphaMask:X8} have gaps, expected neighbouring bits. Re-export the picture."));
    }

    private static bool IsContiguous(uint mask)
    {
        uint bits = mask == 0 ? 0 : mask >> System.Numerics.BitOperations.TrailingZeroCount(mask);
        return (bits & (bits + 1)) == 0;
    }

    private static DecodeResult Refuse(DecodeReason reason, string message) =>
        DecodeResult.Refuse(ImageFormat.Bmp, reason, message, FileHeaderSize);
}
