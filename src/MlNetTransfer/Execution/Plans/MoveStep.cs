namespace MlNetTransfer.Execution.Plans;

/// <summary>Elements of Inputs[0] in other places: Transpose, Slice, Split, Pad, Expand, Tile, Gather with known indices.</summary>
internal sealed record MoveStep : PlanStep
{
    /// <summary>For each output axis, where its indices come from.</summary>
    public required IReadOnlyList<MoveAxis> Axes { get; init; }

    /// <summary>Value of elements without a source.</summary>
    public float Fill { get; init; }
}
