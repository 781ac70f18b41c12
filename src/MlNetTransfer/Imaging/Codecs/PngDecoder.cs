namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Decodes PNG: every colour type and bit depth, interlaced or not; of an animation the first frame.</summary>
/// <remarks>
/// Source: PNG (W3C, third edition). Agrees bit by bit with Pillow 9.4's <c>convert("RGB")</c>, except for 16-bit grey (see <see cref="PngRowConverter"/>).
/// A wrong checksum of the header or the palette refuses the picture; one of pixel data damages it; one elsewhere is noticed.
/// No exception leaves for any bytes; nothing is inflated but pixels, and of these one byte more than the picture has.
/// </remarks>
internal static class PngDecoder
{
    /// <summary>Decodes a file.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="options">Limits and background.</param>
    /// <returns>The picture as stored, with its orientation, or what is wrong.</returns>
    internal static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions options)
    {
        PngFile? file = PngFile.Read(data, options, out DecodeResult? refusal);
        if (file is null)
        {
            return refusal!;
        }

        using PngInflater inflater = new(data, file.ImageData);
        PngRaster raster = new(file, inflater, options.Background);
        raster.Decode();
        bool complete = raster.RowCount == raster.RowTotal;
        if (complete && inflater.HasMore())
        {
            file.Notices.Add("There is more compressed data than the picture needs; it was passed over.");
        }

        (DecodeReason reason, string message) = complete ? FindHarmlessFault(file, inflater) : FindFault(file, inflater, raster);
        AddNotices(file, raster, complete);
        DecodeOutcome outcome = reason == DecodeReason.None ? DecodeOutcome.Ok : DecodeOutcome.Damaged;
        return new DecodeResult
        {
            Outcome = raster.Image is null ? DecodeOutcome.Refused : outcome,
            Format = ImageFormat.Png,
            Image = raster.Image,
            Reason = reason,
            Message = message,
            ByteOffset = reason == DecodeReason.None ? -1 : FaultOffset(file),
            StoredWidth = file.Header.Width,
            StoredHeight = file.Header.Height,
            Orientation = file.Orientation,
            Description = file.Header.Description,
            Notices = file.Notices,
        };
    }

    private static (DecodeReason Reason, string Message) FindHarmlessFault(PngFile file, PngInflater inflater)
    {
        if (file.ChecksumFaultOffset >= 0)
        {
            return (DecodeReason.ChecksumMismatch, Text.Of(
                $"PNG chunk 'IDAT' at byte {file.ChecksumFaultOffset:N0} has a wrong checksum; all rows were decoded but some pixels may be wrong. Export or download it again."));
        }

        if (inflater.HasWrongChecksum)
        {
            return (DecodeReason.ChecksumMismatch, "PNG pixel data has a wrong checksum (Adler-32); all rows were decoded but some pixels may be wrong. Export or download it again.");
        }

        if (!inflater.HasValidFrame)
        {
            return (DecodeReason.CorruptData, "PNG pixel data starts with two bytes that zlib does not know; all rows were decoded nonetheless. Export or download it again.");
        }

        return (DecodeReason.None, "");
    }

    private static (DecodeReason Reason, string Message) FindFault(PngFile file, PngInflater inflater, PngRaster raster)
    {
        string rows = Text.Of($"{raster.RowCount:N0} of {raster.RowTotal:N0} rows were decoded");
        const string Advice = "Export or download it again.";
        if (raster.UnknownFilter >= 0)
        {
            return (DecodeReason.CorruptData, Text.Of($"PNG row has filter {raster.UnknownFilter}, expected 0 to 4 (broken pixel data); {rows}. {Advice}"));
        }

        if (inflater.IsCorrupt)
        {
            return (DecodeReason.CorruptData, Text.Of($"PNG pixel data is broken; {rows}. {Advice}"));
        }

        return file.EndFaultOffset >= 0
            ? (DecodeReason.Truncated, Text.Of($"PNG ends too early: {file.EndFault}; {rows}. {Advice}"))
            : (DecodeReason.Truncated, Text.Of($"PNG pixel data ends too early; {rows}. {Advice}"));
    }

    private static void AddNotices(PngFile file, PngRaster raster, bool complete)
    {
        if (complete && file.EndFaultOffset >= 0)
        {
            file.Notices.Add(Text.Of($"After the pixels, {file.EndFault}."));
        }

        int paletteSize = file.Palette.Length / Image.ChannelCount;
        if (file.Header.ColorType == PngColorType.Palette && raster.HighestIndex >= paletteSize)
        {
            file.Notices.Add(Text.Of($"Pixels use palette entry {raster.HighestIndex} of {paletteSize}; missing entries were taken as grey."));
        }
    }

    private static long FaultOffset(PngFile file)
    {
        if (file.ChecksumFaultOffset >= 0)
        {
            return file.ChecksumFaultOffset;
        }

        return file.EndFaultOffset >= 0 ? file.EndFaultOffset : file.ImageData[0].Start.Value;
    }
}
