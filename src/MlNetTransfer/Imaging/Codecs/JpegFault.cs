namespace MlNetTransfer.Imaging.Codecs;

/// <summary>Something wrong in a file.</summary>
/// <param name="Reason">Kind.</param>
/// <param name="Message">What was found and what was expected.</param>
/// <param name="Offset">Where.</param>
/// <param name="IsFinal">Whether the picture must be refused even where pixels have been decoded.</param>
internal sealed record JpegFault(DecodeReason Reason, string Message, long Offset, bool IsFinal = false);
