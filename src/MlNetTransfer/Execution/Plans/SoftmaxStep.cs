using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Softmax or its logarithm along an axis of Inputs[0].</summary>
internal sealed record SoftmaxStep : PlanStep
{
    /// <summary>The axis in one unit.</summary>
    public required PlanarAxis Axis { get; init; }

    /// <summary>Whether the logarithm is taken.</summary>
    public bool Logarithm { get; init; }
}
