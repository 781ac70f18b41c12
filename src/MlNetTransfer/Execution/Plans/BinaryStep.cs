using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>activation(kind(Inputs[0], Inputs[1])), broadcast.</summary>
internal sealed record BinaryStep : PlanStep
{
    /// <summary>Which function.</summary>
    public required PlanarBinaryKind Kind { get; init; }

    public override bool TakesActivation => true;
}
