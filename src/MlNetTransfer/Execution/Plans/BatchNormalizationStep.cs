namespace MlNetTransfer.Execution.Plans;

/// <summary>Batch normalisation of Inputs[0] by the statistics of the batch itself, which also move the running ones.</summary>
internal sealed record BatchNormalizationStep : PlanStep
{
    /// <summary>gamma, beta, running mean and variance.</summary>
    public required AffineOrigin Origin { get; init; }

    public override bool TakesActivation => true;
}
