using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Reduction of Inputs[0] over axes.</summary>
internal sealed record ReduceStep : PlanStep
{
    /// <summary>How elements are joined.</summary>
    public required PlanarReduceKind Kind { get; init; }

    /// <summary>For each axis of the input, whether it is reduced.</summary>
    public required IReadOnlyList<bool> IsReduced { get; init; }
}
