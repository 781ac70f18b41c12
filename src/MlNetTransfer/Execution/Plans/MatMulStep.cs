using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Products of matrices of Inputs[0] with matrices of Inputs[1].</summary>
internal sealed record MatMulStep : PlanStep
{
    /// <summary>Sizes in one unit.</summary>
    public required MatMulSpec Spec { get; init; }
}
