namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradients of <see cref="Pooling"/>: Input is dY, Output is dX; no halo is read.</summary>
/// <remarks>Windows add up in the order of their outputs, row by row. Reference: KernelsPoolingGradientReference in the tests.</remarks>
internal static class PoolingGradient
{
    /// <summary>Largest value of each window; Second is X. Of equal values the first of the window (row by row) takes the gradient, as in PyTorch.</summary>
    /// <param name="shape">The window of the forward pooling.</param>
    /// <param name="input">Layouts of X and of dX, which may differ in halo.</param>
    /// <param name="gradient">Layout of dY.</param>
    public static PreparedOperation PrepareMax(PoolingShape shape, (BlockedLayout Saved, BlockedLayout Gradient) input, BlockedLayout gradient)
    {
        BufferChecks.SameSize(input.Saved, input.Gradient, nameof(input));
        CheckChannels(input.Gradient, gradient);
        return new PoolGradientOperation(new PoolGradientSpec(shape, input.Saved, gradient, IsMax: true), input.Gradient);
    }

    /// <summary>Mean of each window.</summary>
    /// <param name="shape">The window of the forward pooling.</param>
    /// <param name="input">Layout of dX.</param>
    /// <param name="gradient">Layout of dY.</param>
    public static PreparedOperation PrepareAverage(PoolingShape shape, BlockedLayout input, BlockedLayout gradient)
    {
        CheckChannels(input, gradient);
        return new PoolGradientOperation(new PoolGradientSpec(shape, input, gradient, IsMax: false), input);
    }

    /// <summary>Mean of each channel; dY is 1x1.</summary>
    public static PreparedOperation PrepareGlobalAverage(BlockedLayout input, BlockedLayout gradient)
    {
        BufferChecks.Matches(gradient, input.Channels, 1, 1, nameof(gradient));
        return new GlobalAverageGradientOperation(gradient, input);
    }

    /// <summary>Largest value of each channel; Second is X, dY is 1x1. Of equal values the first takes the gradient.</summary>
    public static PreparedOperation PrepareGlobalMax((BlockedLayout Saved, BlockedLayout Gradient) input, BlockedLayout gradient)
    {
        PoolingShape all = new() { KernelHeight = input.Saved.Height, KernelWidth = input.Saved.Width };
        BufferChecks.Matches(gradient, input.Saved.Channels, 1, 1, nameof(gradient));
        return PrepareMax(all, input, gradient);
    }

    private static void CheckChannels(BlockedLayout input, BlockedLayout gradient) =>
        BufferChecks.Matches(gradient, input.Channels, gradient.Height, gradient.Width, nameof(gradient));
}
