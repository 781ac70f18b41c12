namespace MlNetTransfer.Execution.Plans;

/// <summary>All inputs joined along an axis.</summary>
internal sealed record ConcatStep : PlanStep
{
    /// <summary>The axis, 0 or more.</summary>
    public required int Axis { get; init; }
}
