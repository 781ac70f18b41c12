using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>A plan that runs forward, takes the gradients of its outputs, and runs backward.</summary>
internal sealed record GradientPlan
{
    /// <summary>Forward steps, then backward steps.</summary>
    public required ExecutionPlan Plan { get; init; }

    /// <summary>Index of the first backward step.</summary>
    public required int BackwardStart { get; init; }

    /// <summary>For each output of the plan, the value that the caller fills with the gradient; negative where nothing that moves decides the output.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Values that gradients of weights are added to, with the step that owns the weights.</summary>
    public required IReadOnlyDictionary<int, PlanStep> Accumulators { get; init; }

    /// <summary>Gradient of the input; negative where it is not wanted.</summary>
    public int InputGradient { get; init; } = -1;
}
