using MlNetTransfer.Graphs;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>What one training made of a network.</summary>
internal sealed record TunedNetwork(TuningNetwork Network, FreezePlan Plan, MovementReport Movement, GradientTrainingResult Training)
{
    /// <summary>Constants that moved without gradients.</summary>
    public IReadOnlyList<string> Statistics { get; init; } = [];

    /// <summary>The same with other weights, such as a mean with those of other trainings, and the proof of what moved from the start to these.</summary>
    /// <exception cref="InvalidOperationException">Something frozen moved, which must not happen.</exception>
    public TunedNetwork With(Graph start, Graph graph)
    {
        MovementReport movement = MovementReport.Create(Plan, start, graph, Statistics);
        return movement.IsFrozenUnchanged
            ? this with { Network = Network with { Graph = graph }, Movement = movement }
            : throw new InvalidOperationException($"Weights that were frozen have changed ({movement.FrozenHashBefore} to {movement.FrozenHashAfter}). This is a defect; the model is not kept.");
    }
}
