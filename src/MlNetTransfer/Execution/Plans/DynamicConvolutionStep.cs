using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Plans;

/// <summary>conv(Inputs[0]) with the weights Inputs[1] that are computed in the run.</summary>
internal sealed record DynamicConvolutionStep : PlanStep
{
    /// <summary>Sizes, with automatic padding resolved.</summary>
    public required ConvolutionShape Shape { get; init; }
}
