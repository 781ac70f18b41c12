namespace MlNetTransfer.Imaging;

/// <summary>What a decoder found: pixels unless refused, and the reason unless all is well.</summary>
public sealed record DecodeResult
{
    /// <summary>How the decode ended.</summary>
    public required DecodeOutcome Outcome { get; init; }

    /// <summary>Format of the content.</summary>
    public required ImageFormat Format { get; init; }

    /// <summary>The picture; null when refused, or where the pixels were written elsewhere.</summary>
    public Image? Image { get; init; }

    /// <summary>Why the picture is damaged or refused.</summary>
    public DecodeReason Reason { get; init; }

    /// <summary>One sentence: what was found at which byte, what was expected, what to do. Empty when <see cref="Outcome"/> is Ok.</summary>
    public string Message { get; init; } = "";

    /// <summary>Byte offset of the first problem, or -1.</summary>
    public long ByteOffset { get; init; } = -1;

    /// <summary>Columns as stored, before orientation; 0 when the header could not be read.</summary>
    public int StoredWidth { get; init; }

    /// <summary>Rows as stored, before orientation; 0 when the header could not be read.</summary>
    public int StoredHeight { get; init; }

    /// <summary>What the stored sides were divided by, rounded up, while decoding: 2, 4 or 8 where the options allowed a smaller picture, else 1.</summary>
    public int Reduction { get; init; } = 1;

    /// <summary>EXIF orientation, 1 to 8; 1 when the file has none.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>What is inside in the format's own words, such as "progressive 4:2:0" or "16-bit RGBA, interlaced".</summary>
    public string Description { get; init; } = "";

    /// <summary>Harmless oddities that were passed over, one sentence each.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Makes the result for a file without usable pixels.</summary>
    /// <param name="format">Format of the content.</param>
    /// <param name="reason">Why.</param>
    /// <param name="message">One sentence for the user.</param>
    /// <param name="byteOffset">Offset of the problem, or -1.</param>
    /// <returns>The result.</returns>
    public static DecodeResult Refuse(ImageFormat format, DecodeReason reason, string message, long byteOffset = -1) =>
        new() { Outcome = DecodeOutcome.Refused, Format = format, Reason = reason, Message = message, ByteOffset = byteOffset };
}
