using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training.Freezing;

/// <summary>Proof of what a training moved: the hash of everything frozen before and after, and how far each block went.</summary>
/// <param name="FrozenHashBefore">SHA-256 over names and bytes of all constants that were not to move, before.</param>
/// <param name="FrozenHashAfter">The same after; equal, or the training is wrong.</param>
/// <param name="Blocks">Length of the change of each block beside the length of its weights before, in the plan's order.</param>
public sealed record MovementReport(string FrozenHashBefore, string FrozenHashAfter, IReadOnlyList<BlockMovement> Blocks)
{
    /// <summary>Whether nothing frozen changed.</summary>
    public bool IsFrozenUnchanged => FrozenHashBefore == FrozenHashAfter;

    /// <summary>Compares two states of a network.</summary>
    /// <param name="plan">What was to move.</param>
    /// <param name="before">The network before.</param>
    /// <param name="after">The network after.</param>
    /// <param name="statistics">Constants that move without gradients: running statistics of batch normalisations that were updated.</param>
    /// <returns>The proof.</returns>
    public static MovementReport Create(FreezePlan plan, Graph before, Graph after, IEnumerable<string> statistics)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        HashSet<string> moving = [.. plan.Trainable, .. statistics];
        double[] change = new double[plan.Blocks.Count];
        double[] length = new double[plan.Blocks.Count];
        foreach ((string name, int block) in plan.BlockOf)
        {
            ReadOnlySpan<float> old = Floats(before.Constants[name]);
            ReadOnlySpan<float> now = Floats(after.Constants[name]);
            for (int i = 0; i < old.Length; i++)
            {
                change[block] += ((double)now[i] - old[i]) * ((double)now[i] - old[i]);
                length[block] += (double)old[i] * old[i];
            }
        }

        return new MovementReport(
            ConstantsHash.Of(before, moving),
            ConstantsHash.Of(after, moving),
            [.. plan.Blocks.Select((b, i) => new BlockMovement(b.Name, b.MovingCount, Math.Sqrt(change[i]), Math.Sqrt(length[i])))]);
    }

    private static ReadOnlySpan<float> Floats(Tensor tensor) =>
        tensor.ElementType == ElementType.Float32 ? tensor.AsFloats() : [];
}
