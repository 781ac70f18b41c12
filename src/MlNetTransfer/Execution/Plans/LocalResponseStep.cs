using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Local response normalisation over axis 1 of Inputs[0].</summary>
internal sealed record LocalResponseStep : PlanStep
{
    /// <summary>Parameters.</summary>
    public required LocalResponseSpec Spec { get; init; }
}
