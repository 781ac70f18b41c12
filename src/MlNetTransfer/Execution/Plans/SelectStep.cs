namespace MlNetTransfer.Execution.Plans;

/// <summary>Inputs[1] where Inputs[0] is not 0, else Inputs[2]; broadcast.</summary>
internal sealed record SelectStep : PlanStep;
