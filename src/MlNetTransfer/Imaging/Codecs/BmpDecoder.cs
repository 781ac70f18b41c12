namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decodes BMP: OS/2 and Windows headers, 1 to 32 bits, run lengths, bit fields, both directions.</summary>
/// <remarks>
/// Agrees bit by bit with Pillow 9.4 where Pillow reads the file; RLE4, 2 bits and other masks follow the specification.
/// Alpha of a file with an alpha mask is dropped unless <see cref="DecodeOptions.Background"/> is set; the fourth byte of plain 32-bit files is no alpha.
/// No exception leaves for any bytes.
/// </remarks>
internal static class BmpDecoder
{
    private const string Advice = "Export or download it again.";

    /// <summary>Decodes a file.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="options">Limits and background.</param>
    /// <returns>The picture or what is wrong.</returns>
    internal static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        BmpHeader? header = BmpHeader.Read(data, options, out DecodeResult? refusal);
        if (header is null)
        {
            return refusal!;
        }

        ReadOnlySpan<byte> pixels = header.PixelOffset < data.Length ? data[(int)header.PixelOffset..] : [];
        bool isRunLength = header.Compression is BmpCompression.Rle4 or BmpCompression.Rle8;
        DecodeResult result = isRunLength ? DecodeRuns(header, pixels, data.Length) : DecodeRows(header, pixels, data.Length, options);
        return result with
        {
            StoredWidth = header.Width,
            StoredHeight = header.Height,
            Description = header.Description,
        };
    }

    private static DecodeResult DecodeRows(BmpHeader header, ReadOnlySpan<byte> pixels, long fileLength, DecodeOptions options)
    {
        long used = (((long)header.Width * header.BitCount) + 7) / 8;
        long stride = (used + 3) / 4 * 4;
        long available = pixels.Length < used ? 0 : ((pixels.Length - used) / stride) + 1;
        int rows = (int)Math.Min(available, header.Height);
        if (rows == 0)
        {
            return Truncated(null, 0, header, fileLength);
        }

        Image image = new(header.Width, header.Height);
        BmpRowConverter converter = new(header, options.Background);
        for (int y = 0; y < rows; y++)
        {
            int row = header.TopDown ? y : header.Height - 1 - y;
            converter.Convert(pixels.Slice((int)(y * stride), (int)used), image.Row(row));
        }

        return rows == header.Height ? Complete(image) : Truncated(image, rows, header, fileLength);
    }

    private static DecodeResult DecodeRuns(BmpHeader header, ReadOnlySpan<byte> pixels, long fileLength)
    {
        BmpRunLength runs = new(header, pixels);
        bool complete = runs.Decode();
        return complete && runs.Image is not null ? Complete(runs.Image) : Truncated(runs.Image, runs.RowCount, header, fileLength);
    }

    private static DecodeResult Complete(Image image) =>
        new() { Outcome = DecodeOutcome.Ok, Format = ImageFormat.Bmp, Image = image };

    private static DecodeResult Truncated(Image? image, int rows, BmpHeader header, long fileLength) => new()
    {
        Outcome = image is null ? DecodeOutcome.Refused : DecodeOutcome.Damaged,
        Format = ImageFormat.Bmp,
        Image = image,
        Reason = DecodeReason.Truncated,
        Message = Text.Of(
            $"BMP of {header.Width:N0}x{header.Height:N0} pixels ends at byte {fileLength:N0} (pixels begin at {header.PixelOffset:N0}); {rows:N0} of {header.Height:N0} rows were decoded. {Advice}"),
        ByteOffset = fileLength,
    };
}
