namespace MlNetTransfer.Kernels;

/// <summary>Layer normalisation over the channels of each pixel.</summary>
internal static class ChannelNormalization
{
    /// <summary>Prepares a normalisation; gamma and beta have C elements.</summary>
    public static PreparedOperation Prepare(ChannelNormalizationSpec spec, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");
}
