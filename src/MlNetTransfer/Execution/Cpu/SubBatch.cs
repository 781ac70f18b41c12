using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>How many units of a batch run through a program together. Decides speed and memory only: every picture's arithmetic is its own.</summary>
/// <remarks>
/// Few, so that what is needed at one time stays in the shared cache; but enough that reading the weights is shared out where they are larger (ResNet-50, batch 8 on
/// two threads: 1.2 times the speed of twos when activations may take half of what the weights take).
/// </remarks>
internal static class SubBatch
{
    private const long CacheBytes = 12L << 20;

    /// <summary>Activations may take this part of what the weights take.</summary>
    private const int WeightShare = 2;

    /// <summary>Largest number of units that run together.</summary>
    /// <param name="plan">The plan, for its weights.</param>
    /// <param name="unitBytes">Most bytes of activations of one unit that are needed at one time.</param>
    /// <param name="workers">Threads: there should be a unit for each.</param>
    public static int LargestUnits(ExecutionPlan plan, long unitBytes, int workers)
    {
        long weights = sizeof(float) * plan.Steps.Sum(step => step switch
        {
            ConvolutionStep convolution => convolution.Weights.Shape.ElementCount,
            DenseStep dense => dense.Weights.Shape.ElementCount,
            _ => 0,
        });
        return (int)Math.Clamp(Math.Max(CacheBytes, weights / WeightShare) / Math.Max(1, unitBytes), workers, int.MaxValue);
    }

    /// <summary>Size of the parts when <paramref name="units"/> are cut evenly into as few parts of at most <paramref name="largest"/> as possible.</summary>
    public static int EvenPart(int units, int largest)
    {
        int parts = (units + largest - 1) / largest;
        return (units + parts - 1) / parts;
    }
}
