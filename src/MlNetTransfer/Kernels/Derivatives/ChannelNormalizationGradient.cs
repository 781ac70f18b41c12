namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradients of <see cref="ChannelNormalization"/>, layer normalisation over the channels of each pixel.</summary>
/// <remarks>
/// The operations share the statistics of the pixels, [picture][pixel, row by row][mean, 1 / sqrt(variance + epsilon)], which
/// <see cref="PrepareStatistics"/> computes again from x: cheaper to recompute than to keep. Source: Ba et al. 2016.
/// </remarks>
internal static class ChannelNormalizationGradient
{
    private const int StatisticsPerPixel = 2;

    /// <summary>Floats of one picture's statistics.</summary>
    public static int StatisticsLength(BlockedLayout input) => checked(StatisticsPerPixel * input.Height * input.Width);

    /// <summary>Input is x, Output the statistics.</summary>
    public static PreparedOperation PrepareStatistics(BlockedLayout input, float epsilon) => new PixelStatisticsOperation(input, epsilon);

    /// <summary>Input is x, Second is dY, Third the statistics; adds to Output, [dGamma C, dBeta C]. Items are channel blocks.</summary>
    public static PreparedOperation PrepareParameters(BlockedLayout input, BlockedLayout gradient)
    {
        BufferChecks.SameSize(input, gradient, nameof(input));
        return new ChannelNormalizationParametersOperation(input, gradient);
    }

    /// <summary>Input is dY, Second is x, Third the statistics, Output is dX. An <see cref="IWeightedOperation"/>: weights are gamma.</summary>
    /// <param name="gamma">Gamma to begin with.</param>
    /// <param name="input">Layout of x.</param>
    /// <param name="gradient">Layout of dY.</param>
    /// <param name="output">Layout of dX.</param>
    public static PreparedOperation PrepareInput(ReadOnlyMemory<float> gamma, BlockedLayout input, BlockedLayout gradient, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        BufferChecks.SameSize(gradient, output, nameof(gradient));
        BufferChecks.Holds(gamma.Length, output.Channels, nameof(gamma));
        return new ChannelNormalizationGradientOperation(gamma, input, gradient, output);
    }
}
