using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Gradient of a dense layer's input from the gradient Inputs[0] of its sum.</summary>
internal sealed record DenseInputGradientStep : PlanStep
{
    /// <summary>The layer, for sizes and weights.</summary>
    public required DenseStep Forward { get; init; }
}

/// <summary>Gradient of weights and bias, added to the accumulator Output: Inputs are the layer's input and the gradient of its sum.</summary>
internal sealed record DenseWeightGradientStep : PlanStep
{
    /// <summary>The layer.</summary>
    public required DenseStep Forward { get; init; }
}
