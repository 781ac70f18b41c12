using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Gradient of one operand of a step that has no rule of its own kernels: Inputs[0] is the gradient of its result, then what the derivative reads.</summary>
internal sealed record OperandGradientStep : PlanStep
{
    /// <summary>The forward step.</summary>
    public required PlanStep Forward { get; init; }

    /// <summary>Which of its inputs.</summary>
    public int Operand { get; init; }
}

/// <summary>Gradients of the factors and addends of a normalisation, added to the accumulator Output: Inputs are the gradient of its result and its input.</summary>
internal sealed record NormalizeParameterGradientStep : PlanStep
{
    /// <summary>The forward step.</summary>
    public required NormalizeStep Forward { get; init; }
}
