using MlNetTransfer.Runtime;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Makes all weights from the parameters, then packs them again for every operation: one parallel region.</summary>
internal sealed class WeightRefresh(IReadOnlyList<WeightSet> sets, IReadOnlyList<WeightBinding> bindings) : IStepSequence
{
    public int StepCount => sets.Count + bindings.Count;

    public int ItemCount(int step) => step < sets.Count ? sets[step].ItemCount : bindings[step - sets.Count].Operation.PackItemCount;

    public void RunItems(int step, int first, int end, int worker)
    {
        if (step < sets.Count)
        {
            sets[step].Refresh(first, end);
            return;
        }

        WeightBinding binding = bindings[step - sets.Count];
        binding.Operation.Pack(binding.Set.Weights, binding.WithBias ? binding.Set.Bias : default, first, end);
    }
}
