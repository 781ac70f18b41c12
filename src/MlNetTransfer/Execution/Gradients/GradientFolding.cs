using MlNetTransfer.Runtime;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Adds the gradients by weights to the gradients of the parameters that they were made from, set after set.</summary>
internal sealed class GradientFolding(IReadOnlyList<WeightSet> sets) : IStepSequence
{
    public int StepCount => sets.Count;

    public int ItemCount(int step) => sets[step].ItemCount;

    public void RunItems(int step, int first, int end, int worker) => sets[step].Fold(first, end);
}
