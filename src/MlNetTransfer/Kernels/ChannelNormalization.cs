using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels;

/// <summary>Layer normalisation over the channels of each pixel.</summary>
internal static class ChannelNormalization
{
    /// <summary>Prepares a normalisation; gamma and beta have C elements. The result is an <see cref="IWeightedOperation"/>: weights are gamma, the bias is beta.</summary>
    public static PreparedOperation Prepare(ChannelNormalizationSpec spec, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        if (spec.Gamma.Length != input.Channels || spec.Beta.Length != input.Channels)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{input.Channels} channels take as many gammas and betas, got {spec.Gamma.Length} and {spec.Beta.Length}."), nameof(spec));
        }

        return new ChannelNormalizationOperation(spec, input, output);
    }
}
