namespace MlNetTransfer.Kernels;

/// <summary>Pads rows and columns of blocked activations.</summary>
internal static class SpatialPad
{
    /// <summary>Prepares a padding; sizes follow from the layouts.</summary>
    public static PreparedOperation Prepare(SpatialPadSpec spec, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");
}
