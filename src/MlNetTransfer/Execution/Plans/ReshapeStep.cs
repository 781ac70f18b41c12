namespace MlNetTransfer.Execution.Plans;

/// <summary>Inputs[0] with other dimensions; no element changes or moves.</summary>
internal sealed record ReshapeStep : PlanStep;
