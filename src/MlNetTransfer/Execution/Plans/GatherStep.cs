using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Entries of Inputs[0] along an axis, at indices Inputs[1] that are computed in the run.</summary>
internal sealed record GatherStep : PlanStep
{
    /// <summary>The axis in one unit.</summary>
    public required PlanarAxis Axis { get; init; }

    /// <summary>Number of indices.</summary>
    public required int IndexCount { get; init; }
}
