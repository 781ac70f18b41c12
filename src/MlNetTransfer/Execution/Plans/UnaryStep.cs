namespace MlNetTransfer.Execution.Plans;

/// <summary>The activation of each element of Inputs[0].</summary>
internal sealed record UnaryStep : PlanStep;
