namespace MlNetTransfer.Execution.Gradients;

/// <summary>How many units of a batch run forward and backward together: a function of the plan alone, since sums of gradients depend on it.</summary>
/// <remarks>
/// Few, so that what the backward steps read again is still in the cache; but enough that weights and their gradients, which every part reads and writes
/// again, are shared out. Measured in parts of 1, 2, 4, 8, 16 (batch 16, two threads, images/s): ResNet-18 33, 37, 40, 43, 43; ResNet-50's last stage 26, 30, 32, 34, 34;
/// MobileNetV2 79, 90, 89, 88, 81, one thread 59, 59, 55, 52, 51; EfficientNet-B0 51, 64, 65, 60, 59.
/// </remarks>
internal static class TrainingBatch
{
    private const long CacheBytes = 64L << 20;

    /// <summary>Activations may take this many times what the weights that move take.</summary>
    private const int WeightShare = 4;

    // One alone is cut between the threads, in every step.
    private const int FewestUnits = 2;

    private const int LargestPictures = 16;
    private const long LargestArenaBytes = 1L << 30;

    /// <summary>Largest number of units.</summary>
    /// <param name="plan">The plan, for its weights.</param>
    /// <param name="unitBytes">Bytes of activations and gradients of one unit.</param>
    public static int LargestUnits(GradientPlan plan, long unitBytes)
    {
        long weights = sizeof(float) * plan.Plan.Steps.Sum(step => step switch
        {
            ConvolutionWeightGradientStep convolution => convolution.Forward.Weights.Shape.ElementCount,
            DenseWeightGradientStep dense => dense.Forward.Weights.Shape.ElementCount,
            _ => 0,
        });
        long bytes = Math.Max(1, unitBytes);
        long wanted = Math.Max(CacheBytes, WeightShare * weights) / bytes;
        long largest = Math.Min(Math.Max(1, LargestPictures / plan.Plan.UnitBatch), LargestArenaBytes / bytes);
        return (int)Math.Min(Math.Max(wanted, FewestUnits), Math.Max(1, largest));
    }
}
