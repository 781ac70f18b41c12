using System.Buffers.Binary;

namespace MlNetTransfer.Imaging;

/// <summary>Tells a file's format by its first bytes, never by its name.</summary>
/// <remarks>Sources: the formats' specifications (signatures), ISO/IEC 14496-12 section 4.3 (the <c>ftyp</c> box and its brands).</remarks>
public static class ImageFormatDetector
{
    /// <summary>Number of leading bytes that are enough for every format.</summary>
    public const int BytesNeeded = 1024;

    private const int PngSignatureLength = 8;

    /// <summary>Tells the format.</summary>
    /// <param name="data">The file's first bytes; <see cref="BytesNeeded"/> are enough, fewer are allowed.</param>
    /// <returns>The format, or <see cref="ImageFormat.Unknown"/>.</returns>
    public static ImageFormat Detect(ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> head = data[..Math.Min(data.Length, BytesNeeded)];
        ImageFormat format = DetectDecodable(head);
        if (format == ImageFormat.Unknown)
        {
            format = DetectNamed(head);
        }

        if (format == ImageFormat.Unknown)
        {
            format = DetectBoxed(head);
        }

        return format == ImageFormat.Unknown ? DetectText(head) : format;
    }

    private static ImageFormat DetectDecodable(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]))
        {
            return ImageFormat.Jpeg;
        }

        if (LooksLikePng(head))
        {
            return ImageFormat.Png;
        }

        if (head.StartsWith("GIF8"u8))
        {
            return ImageFormat.Gif;
        }

        return LooksLikeBmp(head) ? ImageFormat.Bmp : ImageFormat.Unknown;
    }

    /// <summary>A damaged signature (text-mode transfer, a lost eighth bit) is still named PNG, so that the refusal can say so.</summary>
    private static bool LooksLikePng(ReadOnlySpan<byte> head)
    {
        if (head.Length < 4)
        {
            return false;
        }

        return head[1..4].SequenceEqual("PNG"u8) || (head.Length >= PngSignatureLength && head[0] == 0x89 && head[4..8].SequenceEqual("\r\n\u001a\n"u8));
    }

    private static bool LooksLikeBmp(ReadOnlySpan<byte> head)
    {
        const int FileHeaderSize = 14;
        if (!head.StartsWith("BM"u8))
        {
            return false;
        }

        // Text can start with "BM" too: a real bitmap has a small binary header size.
        return head.Length < FileHeaderSize + 4 || BinaryPrimitives.ReadUInt32LittleEndian(head[FileHeaderSize..]) <= 1024;
    }

    private static ImageFormat DetectNamed(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
        {
            return ImageFormat.Tiff;
        }

        if (head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8))
        {
            return ImageFormat.WebP;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]))
        {
            return ImageFormat.Jpeg2000;
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]))
        {
            return ImageFormat.JpegXl;
        }

        if (head.StartsWith("8BPS"u8))
        {
            return ImageFormat.Psd;
        }

        if (head.StartsWith("%PDF-"u8))
        {
            return ImageFormat.Pdf;
        }

        if (LooksLikePnm(head))
        {
            return ImageFormat.Pnm;
        }

        return LooksLikeIcon(head) ? ImageFormat.Ico : DetectArchive(head);
    }

    private static ImageFormat DetectArchive(ReadOnlySpan<byte> head)
    {
        bool archive = head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8)
            || head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || head.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF])
            || head.StartsWith("Rar!"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A]) || head.StartsWith("BZh"u8);
        return archive ? ImageFormat.Archive : ImageFormat.Unknown;
    }

    private static bool LooksLikePnm(ReadOnlySpan<byte> head) =>
        head.Length >= 3 && head[0] == (byte)'P' && (head[1] is >= (byte)'1' and <= (byte)'7' or (byte)'F' or (byte)'f') && IsSpace(head[2]);

    /// <summary>Reserved 0, type 1 (icon) or 2 (cursor), 1 to 255 entries, an entry's reserved byte 0.</summary>
    private static bool LooksLikeIcon(ReadOnlySpan<byte> head) =>
        head.Length >= 10 && head[0] == 0 && head[1] == 0 && head[2] is 1 or 2 && head[3] == 0 && head[4] > 0 && head[5] == 0 && head[9] == 0;

    private static ImageFormat DetectBoxed(ReadOnlySpan<byte> head)
    {
        if (head.Length < 12)
        {
            return ImageFormat.Unknown;
        }

        ReadOnlySpan<byte> type = head[4..8];
        if (type.SequenceEqual("jP  "u8))
        {
            return ImageFormat.Jpeg2000;
        }

        if (type.SequenceEqual("JXL "u8))
        {
            return ImageFormat.JpegXl;
        }

        return type.SequenceEqual("ftyp"u8) ? DetectBrand(head) : ImageFormat.Unknown;
    }

    /// <summary>The major brand decides; a general one (<c>mif1</c>) lets the compatible brands tell AVIF from HEIC.</summary>
    private static ImageFormat DetectBrand(ReadOnlySpan<byte> head)
    {
        const int MajorBrand = 8;
        const int CompatibleBrands = 16;
        uint boxLength = BinaryPrimitives.ReadUInt32BigEndian(head);
        int end = (int)Math.Min(boxLength, (uint)head.Length);
        bool heic = false;
        for (int at = MajorBrand; at + 4 <= end; at = at == MajorBrand ? CompatibleBrands : at + 4)
        {
            ReadOnlySpan<byte> brand = head.Slice(at, 4);
            if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            {
                return ImageFormat.Avif;
            }

            heic |= brand[..3].SequenceEqual("hei"u8) || brand[..3].SequenceEqual("hev"u8)
                || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
        }

        return heic ? ImageFormat.Heic : ImageFormat.Unknown;
    }

    private static ImageFormat DetectText(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        if (text.IsEmpty)
        {
            return ImageFormat.Unknown;
        }

        foreach (byte value in text)
        {
            if (value is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') or 0x7F)
            {
                return ImageFormat.Unknown;
            }
        }

        if (!HasReadableStart(text))
        {
            return ImageFormat.Unknown;
        }

        return text.IndexOf("<svg"u8) >= 0 ? ImageFormat.Svg : ImageFormat.Text;
    }

    /// <summary>Random bytes seldom avoid all control characters; a few do, and are told apart by their share of high bytes.</summary>
    private static bool HasReadableStart(ReadOnlySpan<byte> text)
    {
        const int ShortestText = 4;
        int ascii = 0;
        foreach (byte value in text)
        {
            ascii += value < 0x80 ? 1 : 0;
        }

        return text.Length >= ShortestText && ascii * 2 > text.Length;
    }

    private static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
