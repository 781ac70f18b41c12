namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Batch normalisation with the statistics of the batch, forward and backward: y = gamma (x - mean) / sqrt(variance + epsilon) + beta.</summary>
/// <remarks>
/// The operations share a state of <see cref="StateLength"/> floats: [mean C, 1 / sqrt(biased variance + epsilon) C, unbiased variance C, sum of dY xhat C,
/// sum of dY C] over pictures and pixels of the run's batch. Order: statistics, apply; backward: parameter gradients (fills the sums), then input gradient.
/// Source: Ioffe and Szegedy 2015. Goldens: data/golden/gradients (PyTorch).
/// </remarks>
internal static class BatchNormalizationTraining
{
    private const int StatePerChannel = 5;

    /// <summary>Floats of the state.</summary>
    public static int StateLength(int channels) => checked(StatePerChannel * channels);

    /// <summary>Input is x, Output is the state: writes mean, 1 / sqrt(variance + epsilon) and the unbiased variance (as running statistics take it).</summary>
    public static PreparedOperation PrepareStatistics(BlockedLayout input, double epsilon) => new BatchStatisticsOperation(input, epsilon);

    /// <summary>Input is x, Second is the state, Output is y. An <see cref="IWeightedOperation"/>: weights are gamma, the bias is beta (empty for zeros).</summary>
    /// <param name="channels">Gamma and beta to begin with, and the activation that follows.</param>
    /// <param name="input">Layout of x.</param>
    /// <param name="output">Layout of y.</param>
    public static PreparedOperation PrepareApply(AffineChannels channels, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        CheckChannels(channels.Scale.Length, output.Channels);
        return new BatchNormalizationOperation(channels, input, output);
    }

    /// <summary>Input is x, Second is dY, Output is the state: writes its two sums, the gradients of gamma and beta of this batch. Items are channel blocks.</summary>
    public static PreparedOperation PrepareParameterGradients(BlockedLayout input, BlockedLayout gradient)
    {
        BufferChecks.SameSize(input, gradient, nameof(input));
        return new BatchSumsOperation(input, gradient);
    }

    /// <summary>Input is the state, adds its two sums to Output, [dGamma C, dBeta C].</summary>
    public static PreparedOperation PrepareAddParameterGradients(int channels) => new AddBatchSumsOperation(channels);

    /// <summary>
    /// Input is dY, Second is x, Third is the state with its sums, Output is dX = gamma / sqrt(variance + epsilon) (dY - mean of dY - xhat mean of dY xhat).
    /// An <see cref="IWeightedOperation"/>: weights are gamma.
    /// </summary>
    /// <param name="gamma">Gamma to begin with.</param>
    /// <param name="input">Layout of x.</param>
    /// <param name="gradient">Layout of dY.</param>
    /// <param name="output">Layout of dX.</param>
    public static PreparedOperation PrepareInputGradient(ReadOnlyMemory<float> gamma, BlockedLayout input, BlockedLayout gradient, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        BufferChecks.SameSize(gradient, output, nameof(gradient));
        CheckChannels(gamma.Length, output.Channels);
        return new BatchNormalizationGradientOperation(gamma, input, gradient, output);
    }

    private static void CheckChannels(int given, int channels)
    {
        if (given != channels)
        {
            throw new ArgumentException(FormattableString.Invariant($"{channels} channels take as many gammas, got {given}."), nameof(given));
        }
    }
}
