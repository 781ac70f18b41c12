namespace MlNetTransfer.Imaging;

/// <summary>Why a picture is damaged or refused; stable names for reports.</summary>
public enum DecodeReason
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The file has no bytes.</summary>
    Empty,

    /// <summary>The file ends before the picture does.</summary>
    Truncated,

    /// <summary>The content is not a picture.</summary>
    NotAnImage,

    /// <summary>A picture format that is not decoded here.</summary>
    UnsupportedFormat,

    /// <summary>A feature of a known format that is not decoded here.</summary>
    UnsupportedFeature,

    /// <summary>Header fields contradict the format's rules or each other.</summary>
    BadHeader,

    /// <summary>Compressed data is broken.</summary>
    CorruptData,

    /// <summary>A checksum does not match.</summary>
    ChecksumMismatch,

    /// <summary>More pixels, rows or columns than the limits allow.</summary>
    TooManyPixels,

    /// <summary>More bytes than the limits allow.</summary>
    FileTooLarge,

    /// <summary>More scans than the limits allow.</summary>
    TooManyScans,
}
