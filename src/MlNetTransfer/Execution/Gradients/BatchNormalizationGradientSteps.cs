using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Gradients of gamma and beta, added to the accumulator Output: Inputs are the step's input and the gradient of its result.</summary>
internal sealed record BatchNormalizationParameterGradientStep : PlanStep
{
    /// <summary>The forward step.</summary>
    public required BatchNormalizationStep Forward { get; init; }
}

/// <summary>Gradient of the input from the gradient of the result, Inputs[0], and the input, Inputs[1]; after the gradients of gamma and beta.</summary>
internal sealed record BatchNormalizationInputGradientStep : PlanStep
{
    /// <summary>The forward step.</summary>
    public required BatchNormalizationStep Forward { get; init; }
}
