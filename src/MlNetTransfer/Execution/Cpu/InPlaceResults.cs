using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>Which results take the place of an operand that nothing reads afterwards.</summary>
/// <remarks>A residual addition then writes lines that it has just read, instead of fetching those of another array: less memory moves, and less is held.</remarks>
internal static class InPlaceResults
{
    /// <summary>Finds them.</summary>
    /// <param name="steps">The program.</param>
    /// <param name="buffers">Its buffers.</param>
    /// <param name="lifetimes">First and last step of each buffer.</param>
    /// <returns>The operand's buffer by the result's.</returns>
    public static Dictionary<int, int> Of(IReadOnlyList<CpuStep> steps, IReadOnlyList<CpuBuffer> buffers, IReadOnlyList<(int First, int Last)> lifetimes)
    {
        var places = new Dictionary<int, int>();
        for (int i = 0; i < steps.Count; i++)
        {
            CpuStep step = steps[i];
            int result = step.Output.Buffer;
            if (lifetimes[result].First != i || !buffers[result].IsActivation || step.Output.Offset != 0)
            {
                continue;
            }

            if (CanGive(step.Second, step.Input, OverwritableOperands.Second, i))
            {
                places.Add(result, step.Second.Buffer);
            }
            else if (CanGive(step.Input, step.Second, OverwritableOperands.Input, i))
            {
                places.Add(result, step.Input.Buffer);
            }
        }

        return places;

        bool CanGive(CpuOperand operand, CpuOperand other, OverwritableOperands which, int step)
        {
            OverwritableOperands allowed = steps[step].Operation.Overwritable;
            bool alone = operand.Buffer != other.Buffer || allowed == (OverwritableOperands.Input | OverwritableOperands.Second);
            if (!allowed.HasFlag(which) || !alone || operand.Buffer == steps[step].Third.Buffer || operand is { Buffer: < 0 } or { Offset: not 0 })
            {
                return false;
            }

            CpuBuffer given = buffers[operand.Buffer];
            CpuBuffer result = buffers[steps[step].Output.Buffer];
            return given.IsActivation && lifetimes[operand.Buffer].Last == step && given.Length == result.Length && given.Halo == result.Halo;
        }
    }
}
