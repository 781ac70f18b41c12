using MlNetTransfer.Imaging;

namespace MlNetTransfer.Datasets;

/// <summary>One picture that was found and not used.</summary>
/// <param name="RelativePath">Path below the set's root, with forward slashes.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">One sentence with details.</param>
public sealed record SkippedPicture(string RelativePath, SkipReason Reason, string Message)
{
    /// <summary>How the decode ended, for <see cref="SkipReason.Damaged"/> and <see cref="SkipReason.Refused"/>; null where nothing was decoded.</summary>
    public DecodeOutcome? Outcome { get; init; }

    /// <summary>The decoder's reason.</summary>
    public DecodeReason DecodeReason { get; init; }
}
