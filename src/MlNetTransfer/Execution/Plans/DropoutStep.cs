namespace MlNetTransfer.Execution.Plans;

/// <summary>Inputs[0] with a share of its elements set to zero and the others enlarged while a network learns; the identity in inference.</summary>
internal sealed record DropoutStep : PlanStep
{
    /// <summary>Share of elements set to zero, 0 to 1.</summary>
    public required float Ratio { get; init; }

    /// <summary>Tells the dropouts of a network apart.</summary>
    public int Index { get; init; }
}
