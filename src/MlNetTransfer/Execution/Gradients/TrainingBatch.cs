namespace MlNetTransfer.Execution.Gradients;

/// <summary>How many units of a batch run forward and backward together: a function of the plan alone, since sums of gradients depend on it.</summary>
/// <remarks>
/// Few, so that what the backward steps read again is still in the cache; but enough that weights and their gradients, which every part reads and writes
/// again, are shared out where they are larger than the activations.
/// </remarks>
internal static class TrainingBatch
{
    private const long CacheBytes = 16L << 20;

    /// <summary>Activations may take this many times what the weights that move take.</summary>
    private const int WeightShare = 1;

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
        return (int)Math.Clamp(wanted, 1, Math.Max(1, largest));
    }
}
