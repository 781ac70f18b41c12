using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels;

/// <summary>Poolings over blocked activations; the input needs no halo.</summary>
internal static class Pooling
{
    /// <summary>Largest value of each window; padding never wins.</summary>
    public static PreparedOperation PrepareMax(PoolingShape shape, BlockedLayout input, BlockedLayout output)
    {
        CheckChannels(input, output);
        return new PoolOperation(shape, input, output, isMax: true);
    }

    /// <summary>Mean of each window.</summary>
    public static PreparedOperation PrepareAverage(PoolingShape shape, BlockedLayout input, BlockedLayout output)
    {
        CheckChannels(input, output);
        return new PoolOperation(shape, input, output, isMax: false);
    }

    /// <summary>Mean of each channel; the output is 1x1.</summary>
    public static PreparedOperation PrepareGlobalAverage(BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.Matches(output, input.Channels, 1, 1, nameof(output));
        return new GlobalPoolOperation(input, output, isMax: false);
    }

    /// <summary>Largest value of each channel; the output is 1x1.</summary>
    public static PreparedOperation PrepareGlobalMax(BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.Matches(output, input.Channels, 1, 1, nameof(output));
        return new GlobalPoolOperation(input, output, isMax: true);
    }

    private static void CheckChannels(BlockedLayout input, BlockedLayout output) =>
        BufferChecks.Matches(output, input.Channels, output.Height, output.Width, nameof(output));
}
