using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training;

/// <summary>Learns linear heads from feature vectors: no epochs, no learning rate, no seed to tune.</summary>
/// <remarks>Thread-safe. The same samples give the same bits at any thread count on one machine.</remarks>
public static class HeadTrainer
{
    /// <summary>Learns a head.</summary>
    /// <param name="features">Embedding vectors of any kind, [n, F], finite.</param>
    /// <param name="labels">Class of each vector, 0 to <paramref name="classCount"/> - 1.</param>
    /// <param name="classCount">Number of classes, 2 or more.</param>
    /// <param name="options">How to learn; null for the defaults.</param>
    /// <param name="progress">Told about each stage; null for nobody.</param>
    /// <param name="cancellationToken">Stops between passes over the data.</param>
    /// <returns>The head, calibrated, with what it reached on samples that it did not see.</returns>
    /// <exception cref="ArgumentException">Lists all that is wrong with the samples and options.</exception>
    /// <exception cref="OperationCanceledException">The token asked to stop.</exception>
    public static TrainedHead Fit(
        FeatureMatrix features,
        ReadOnlySpan<int> labels,
        int classCount,
        HeadOptions? options = null,
        IProgress<HeadProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(features);
        options ??= new HeadOptions();
        HeadProblem problem = HeadProblem.Create(features, labels, classCount, options);
        return new HeadFit(problem, options, progress, cancellationToken).Run();
    }
}
