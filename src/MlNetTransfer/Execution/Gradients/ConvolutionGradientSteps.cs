using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>(transposed convolution of Inputs[0] + Inputs[1] where there is an addend) * derivative of the mask by its saved output, the last input.</summary>
internal sealed record ConvolutionInputGradientStep : PlanStep
{
    /// <summary>The convolution, for sizes and weights.</summary>
    public required ConvolutionStep Forward { get; init; }

    /// <summary>Whether a gradient that came by another path is added.</summary>
    public bool HasAddend { get; init; }

    /// <summary>Function whose output the convolution read; none where it has a step of its own.</summary>
    public Activation Mask { get; init; }
}

/// <summary>Gradient of weights and bias, added to the accumulator Output: Inputs are the convolution's input and the gradient of its sum.</summary>
internal sealed record ConvolutionWeightGradientStep : PlanStep
{
    /// <summary>The convolution.</summary>
    public required ConvolutionStep Forward { get; init; }
}

/// <summary>Gradient of a bias alone: sums of Inputs[0] over pictures and pixels, added to the accumulator Output.</summary>
internal sealed record ChannelSumGradientStep : PlanStep;

/// <summary>Channels of Inputs[0] from <see cref="FirstChannel"/> on: the gradient of one part of a concatenation.</summary>
internal sealed record ChannelWindowStep : PlanStep
{
    /// <summary>First channel.</summary>
    public required int FirstChannel { get; init; }
}
