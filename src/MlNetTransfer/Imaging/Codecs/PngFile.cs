namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What the chunks of a PNG file say, before any pixel is decoded. Ancillary chunks are passed over, never inflated.</summary>
internal sealed class PngFile
{
    private const int MaxPaletteSize = 256;
    private bool _hasEnd;

    private PngFile(PngHeader header) => Header = header;

    internal PngHeader Header { get; }

    /// <summary>Red, green, blue of each entry.</summary>
    internal byte[] Palette { get; private set; } = [];

    /// <summary>The tRNS chunk as stored; empty when there is none.</summary>
    internal byte[] Transparency { get; private set; } = [];

    /// <summary>EXIF orientation, 1 to 8.</summary>
    internal int Orientation { get; private set; } = 1;

    /// <summary>Lengths and places of the IDAT contents in the file.</summary>
    internal List<Range> ImageData { get; } = [];

    /// <summary>Oddities that were passed over.</summary>
    internal List<string> Notices { get; } = [];

    /// <summary>First IDAT whose checksum is wrong, or -1.</summary>
    internal int ChecksumFaultOffset { get; private set; } = -1;

    /// <summary>Where the file broke off or its structure was lost, or -1.</summary>
    internal int EndFaultOffset { get; private set; } = -1;

    /// <summary>What was found there.</summary>
    internal string EndFault { get; private set; } = "";

    /// <summary>Reads the chunks; null with a refusal when the picture cannot be decoded.</summary>
    internal static PngFile? Read(ReadOnlySpan<byte> data, DecodeOptions options, out DecodeResult? refusal)
    {
        ReadOnlySpan<byte> signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        if (!data.StartsWith(signature))
        {
            bool cut = signature.StartsWith(data);
            refusal = Refuse(
                cut ? DecodeReason.Truncated : DecodeReason.BadHeader,
                cut ? Text.Of($"PNG ends after {data.Length} bytes, inside its signature. Export or download it again.")
                    : "PNG signature is damaged (a transfer in text mode does this). Download the file again in binary mode.",
                0);
            return null;
        }

        PngChunkReader chunks = new(data, signature.Length);
        PngFile? file = ReadHeader(ref chunks, options, out refusal);
        if (file is null)
        {
            return null;
        }

        while (refusal is null && chunks.Read())
        {
            if (!file.Take(ref chunks, out refusal))
            {
                break;
            }
        }

        refusal ??= file.CheckComplete(data.Length);
        refusal = refusal is null ? null : refusal with { StoredWidth = file.Header.Width, StoredHeight = file.Header.Height };
        return refusal is null ? file : null;
    }

    private static PngFile? ReadHeader(ref PngChunkReader chunks, DecodeOptions options, out DecodeResult? refusal)
    {
        if (!chunks.Read() || !chunks.IsComplete)
        {
            refusal = Refuse(DecodeReason.Truncated, "PNG ends inside its header. Export or download it again.", 8);
            return null;
        }

        if (chunks.Type != PngChunkReader.Ihdr || chunks.Content.Length != PngHeader.Size)
        {
            refusal = Refuse(
                DecodeReason.BadHeader,
                Text.Of($"PNG starts with a chunk '{chunks.TypeName}' of {chunks.Content.Length:N0} bytes, expected 'IHDR' of 13. Re-export the picture."),
                8);
            return null;
        }

        if (!chunks.IsIntact)
        {
            refusal = Refuse(DecodeReason.ChecksumMismatch, "PNG header has a wrong checksum, so its size cannot be trusted. Export or download it again.", 8);
            return null;
        }

        PngHeader header = PngHeader.Read(chunks.Content, options, out refusal);
        return refusal is null ? new PngFile(header) : null;
    }

    /// <summary>Takes a chunk in; false after the last one that matters.</summary>
    private bool Take(ref PngChunkReader chunk, out DecodeResult? refusal)
    {
        refusal = null;
        if (!chunk.HasValidType)
        {
            LoseStructure(chunk.Offset, Text.Of($"byte {chunk.Offset:N0} has no chunk (found '{chunk.TypeName}')"));
            return false;
        }

        if (chunk.Type == PngChunkReader.Idat)
        {
            TakeImageData(ref chunk);
            return true;
        }

        if (!chunk.IsComplete)
        {
            LoseStructure(chunk.Offset, Text.Of($"the file ends inside chunk '{chunk.TypeName}' at byte {chunk.Offset:N0}"));
            return false;
        }

        if (chunk.Type == PngChunkReader.Iend)
        {
            _hasEnd = true;
            return false;
        }

        return chunk.IsAncillary ? TakeAncillary(ref chunk) : TakeCritical(ref chunk, out refusal);
    }

    private void TakeImageData(ref PngChunkReader chunk)
    {
        int start = chunk.Offset + 8;
        ImageData.Add(new Range(start, start + chunk.Content.Length));
        if (!chunk.IsComplete)
        {
            LoseStructure(chunk.Offset, Text.Of($"the file ends inside chunk 'IDAT' at byte {chunk.Offset:N0}"));
        }
        else if (!chunk.IsIntact && ChecksumFaultOffset < 0)
        {
            ChecksumFaultOffset = chunk.Offset;
        }
    }

    private bool TakeAncillary(ref PngChunkReader chunk)
    {
        if (!chunk.IsIntact)
        {
            Notices.Add(Text.Of($"Chunk '{chunk.TypeName}' at byte {chunk.Offset:N0} has a wrong checksum and was passed over."));
            return true;
        }

        switch (chunk.Type)
        {
            case PngChunkReader.Trns:
                Transparency = chunk.Content[..Math.Min(chunk.Content.Length, MaxPaletteSize)].ToArray();
                break;
            case PngChunkReader.Exif:
                Orientation = ExifOrientation.Read(chunk.Content);
                break;
            case PngChunkReader.AnimationControl:
                Notices.Add("The picture is animated; its first frame was taken.");
                break;
        }

        return true;
    }

    private bool TakeCritical(ref PngChunkReader chunk, out DecodeResult? refusal)
    {
        refusal = null;
        bool isPalette = chunk.Type == PngChunkReader.Plte;
        if (ImageData.Count > 0 || (isPalette && Header.ColorType != PngColorType.Palette))
        {
            // A palette is only a suggestion for true colour; nothing critical may follow the pixels.
            if (ImageData.Count > 0)
            {
                Notices.Add(Text.Of($"Chunk '{chunk.TypeName}' at byte {chunk.Offset:N0} comes after the pixels and was passed over."));
            }

            return true;
        }

        if (!isPalette)
        {
            bool second = chunk.Type == PngChunkReader.Ihdr;
            refusal = second
                ? Refuse(DecodeReason.BadHeader, Text.Of($"PNG has a second header at byte {chunk.Offset:N0}. Re-export the picture."), chunk.Offset)
                : Refuse(DecodeReason.UnsupportedFeature, Text.Of($"PNG has the critical chunk '{chunk.TypeName}' at byte {chunk.Offset:N0}, which is not known. Re-export the picture."), chunk.Offset);
            return false;
        }

        return TakePalette(ref chunk, out refusal);
    }

    private bool TakePalette(ref PngChunkReader chunk, out DecodeResult? refusal)
    {
        refusal = null;
        if (!chunk.IsIntact)
        {
            refusal = Refuse(
                DecodeReason.ChecksumMismatch, Text.Of($"PNG palette at byte {chunk.Offset:N0} has a wrong checksum, so its colours cannot be trusted. Export or download it again."), chunk.Offset);
        }
        else if (Palette.Length > 0 || chunk.Content.Length % 3 != 0 || chunk.Content.Length is 0 or > MaxPaletteSize * 3)
        {
            refusal = Refuse(
                DecodeReason.BadHeader, Text.Of($"PNG palette at byte {chunk.Offset:N0} has {chunk.Content.Length:N0} bytes, expected one palette of 3 to 768 in threes. Re-export the picture."), chunk.Offset);
        }

        Palette = chunk.Content[..Math.Min(chunk.Content.Length, MaxPaletteSize * 3)].ToArray();
        return refusal is null;
    }

    private void LoseStructure(int offset, string fault)
    {
        EndFaultOffset = offset;
        EndFault = fault;
    }

    private DecodeResult? CheckComplete(int length)
    {
        if (!_hasEnd && EndFaultOffset < 0)
        {
            LoseStructure(length, Text.Of($"the file ends at byte {length:N0} without an end mark"));
        }

        if (ImageData.Count == 0)
        {
            string fault = EndFaultOffset < 0 ? Text.Of($"none of its {length:N0} bytes are pixels (no IDAT chunk)") : EndFault;
            return Refuse(
                EndFaultOffset < 0 ? DecodeReason.BadHeader : DecodeReason.Truncated,
                Text.Of($"PNG has no pixels: {fault}. Export or download it again."),
                EndFaultOffset);
        }

        if (Header.ColorType == PngColorType.Palette && Palette.Length == 0)
        {
            return Refuse(DecodeReason.BadHeader, "PNG needs a palette and has none (no PLTE chunk before IDAT). Re-export the picture.", ImageData[0].Start.Value);
        }

        return null;
    }

    private static DecodeResult Refuse(DecodeReason reason, string message, long offset) =>
        DecodeResult.Refuse(ImageFormat.Png, reason, message, offset);
}
