namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradient of an addend of each channel: the sum of dY over pictures and pixels.</summary>
internal static class ChannelSumGradient
{
    /// <summary>Input is dY; adds to Output, [C]. Items are channel blocks.</summary>
    public static PreparedOperation Prepare(BlockedLayout gradient) => new ChannelSumGradientOperation(gradient);
}
