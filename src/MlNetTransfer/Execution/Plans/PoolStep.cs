using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Pooling of Inputs[0] [N, C, H, W].</summary>
internal sealed record PoolStep : PlanStep
{
    /// <summary>Which pooling.</summary>
    public required PoolKind Kind { get; init; }

    /// <summary>The window; not used by the global kinds.</summary>
    public PoolingShape Window { get; init; }
}
