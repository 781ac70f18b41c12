using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>A change of element type that changes values.</summary>
internal sealed record CastStep : PlanStep
{
    /// <summary>Which conversion.</summary>
    public required PlanarCastKind Kind { get; init; }
}
