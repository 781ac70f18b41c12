using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels;

/// <summary>Between layouts of floats, and from pixels.</summary>
internal static class LayoutConversion
{
    /// <summary>Planar [N, C, H, W] to blocked.</summary>
    public static PreparedOperation PreparePlanarToBlocked(BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Blocked to planar [N, C, H, W].</summary>
    public static PreparedOperation PrepareBlockedToPlanar(BlockedLayout input) =>
        throw new NotSupportedException("Being written.");

    /// <summary>[N, H, W, C] to blocked.</summary>
    public static PreparedOperation PrepareChannelsLastToBlocked(BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Blocked to [N, H, W, C].</summary>
    public static PreparedOperation PrepareBlockedToChannelsLast(BlockedLayout input) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Normalised pixels to blocked, C = 3.</summary>
    public static PreparedOperation PreparePixelsToBlocked(InputNormalization normalization, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Normalised pixels to [N, 3, H, W], or to [N, H, W, 3] where the normalisation says so.</summary>
    public static PreparedOperation PreparePixelsToFlat(InputNormalization normalization, int height, int width) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Blocked to blocked of the same sizes with another halo or storage.</summary>
    public static PreparedOperation PrepareCopy(BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");
}
