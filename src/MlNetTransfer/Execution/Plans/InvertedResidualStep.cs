namespace MlNetTransfer.Execution.Plans;

/// <summary>Convolutions that run strip by strip as one step: pointwise expansion or none, depthwise, pointwise projection or none.</summary>
/// <remarks>Inputs: the first link's operand, then the projection's residual where it has one. Every link keeps its own activation.</remarks>
internal sealed record InvertedResidualStep : PlanStep
{
    /// <summary>1x1 before the depthwise convolution; null for none.</summary>
    public ConvolutionStep? Expand { get; init; }

    /// <summary>Each channel by itself.</summary>
    public required ConvolutionStep Depthwise { get; init; }

    /// <summary>1x1 after it; null for none.</summary>
    public ConvolutionStep? Project { get; init; }
}
