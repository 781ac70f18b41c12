using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels;

/// <summary>Pads rows and columns of blocked activations.</summary>
internal static class SpatialPad
{
    /// <summary>Prepares a padding; sizes follow from the layouts.</summary>
    public static PreparedOperation Prepare(SpatialPadSpec spec, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.Matches(output, input.Channels, output.Height, output.Width, nameof(output));
        return new SpatialPadOperation(spec, input, output);
    }
}
