namespace MlNetTransfer.Kernels;

/// <summary>Poolings over blocked activations; the input needs no halo.</summary>
internal static class Pooling
{
    /// <summary>Largest value of each window; padding never wins.</summary>
    public static PreparedOperation PrepareMax(PoolingShape shape, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Mean of each window.</summary>
    public static PreparedOperation PrepareAverage(PoolingShape shape, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Mean of each channel; the output is 1x1.</summary>
    public static PreparedOperation PrepareGlobalAverage(BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");

    /// <summary>Largest value of each channel; the output is 1x1.</summary>
    public static PreparedOperation PrepareGlobalMax(BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");
}
