using MlNetTransfer.Graphs;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>What one training made of a network.</summary>
/// <param name="Network">The network after it.</param>
/// <param name="Plan">What was to move by gradients.</param>
/// <param name="Statistics">Constants that move without gradients.</param>
/// <param name="Movement">The proof of what moved.</param>
/// <param name="Training">How the training went.</param>
internal sealed record TunedNetwork(
    TuningNetwork Network, FreezePlan Plan, IReadOnlyList<string> Statistics, MovementReport Movement, GradientTrainingResult Training)
{
    /// <summary>The result of a training, proved.</summary>
    /// <exception cref="InvalidOperationException">Something frozen moved, which must not happen.</exception>
    public static TunedNetwork Of(string name, Graph start, TuningNetwork network, (FreezePlan Plan, IReadOnlyList<string> Statistics) moving, GradientTrainingResult training)
    {
        MovementReport movement = MovementReport.Create(moving.Plan, start, network.Graph, moving.Statistics);
        return movement.IsFrozenUnchanged
            ? new TunedNetwork(network, moving.Plan, moving.Statistics, movement, training)
            : throw new InvalidOperationException($"{name}: weights that were frozen have changed ({movement.FrozenHashBefore} to {movement.FrozenHashAfter}). This is a defect; the model is not kept.");
    }

    /// <summary>The same with other weights, such as a mean with those of other trainings, proved again.</summary>
    /// <exception cref="InvalidOperationException">Something frozen moved, which must not happen.</exception>
    public TunedNetwork With(string name, Graph start, Graph graph) => Of(name, start, Network with { Graph = graph }, (Plan, Statistics), Training);
}
