using MlNetTransfer.Kernels.Rows;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels;

/// <summary>Between layouts of floats, and from pixels.</summary>
internal static class LayoutConversion
{
    /// <summary>Planar [N, C, H, W] to blocked.</summary>
    public static PreparedOperation PreparePlanarToBlocked(BlockedLayout output) => new ToBlockedOperation(output, 1, output.Height * output.Width);

    /// <summary>Blocked to planar [N, C, H, W].</summary>
    public static PreparedOperation PrepareBlockedToPlanar(BlockedLayout input) => new FromBlockedOperation(input, 1, input.Height * input.Width);

    /// <summary>[N, H, W, C] to blocked.</summary>
    public static PreparedOperation PrepareChannelsLastToBlocked(BlockedLayout output) => new ToBlockedOperation(output, output.Channels, 1);

    /// <summary>Blocked to [N, H, W, C].</summary>
    public static PreparedOperation PrepareBlockedToChannelsLast(BlockedLayout input) => new FromBlockedOperation(input, input.Channels, 1);

    /// <summary>Normalised pixels to blocked, C = 3.</summary>
    public static PreparedOperation PreparePixelsToBlocked(InputNormalization normalization, BlockedLayout output)
    {
        BufferChecks.Matches(output, PixelBatch.ChannelCount, output.Height, output.Width, nameof(output));
        return new PixelsToBlockedOperation(normalization, output);
    }

    /// <summary>Normalised pixels to [N, 3, H, W], or to [N, H, W, 3] where the normalisation says so.</summary>
    public static PreparedOperation PreparePixelsToFlat(InputNormalization normalization, int height, int width) =>
        new PixelsToFlatOperation(normalization, height, width);

    /// <summary>Blocked to blocked of the same sizes with another halo or storage.</summary>
    public static PreparedOperation PrepareCopy(BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        return new CopyOperation(input, output);
    }
}
