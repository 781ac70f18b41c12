namespace MlNetTransfer.Execution.Plans;

/// <summary>activation(scale[c] * x + shift[c]) over axis 1 of Inputs[0].</summary>
internal sealed record ScaleShiftStep : PlanStep
{
    /// <summary>Factors, one a channel.</summary>
    public required ReadOnlyMemory<float> Scale { get; init; }

    /// <summary>Addends, one a channel.</summary>
    public required ReadOnlyMemory<float> Shift { get; init; }

    /// <summary>What both were computed from; null where that is not known any more.</summary>
    public AffineOrigin? Origin { get; init; }

    /// <summary>Whether training moves scale or shift.</summary>
    public bool IsTrained { get; init; }

    public override bool TakesActivation => true;
}
