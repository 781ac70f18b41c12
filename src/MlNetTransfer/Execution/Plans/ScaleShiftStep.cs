namespace MlNetTransfer.Execution.Plans;

/// <summary>activation(scale[c] * x + shift[c]) over axis 1 of Inputs[0].</summary>
internal sealed record ScaleShiftStep : PlanStep
{
    /// <summary>Factors, one a channel.</summary>
    public required ReadOnlyMemory<float> Scale { get; init; }

    /// <summary>Addends, one a channel.</summary>
    public required ReadOnlyMemory<float> Shift { get; init; }

    public override bool TakesActivation => true;
}
