using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>What one training made of a network.</summary>
internal sealed record TunedNetwork(TuningNetwork Network, FreezePlan Plan, MovementReport Movement, GradientTrainingResult Training);
