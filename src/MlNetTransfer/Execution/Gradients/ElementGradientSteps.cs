using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Inputs[0] times the derivative of a function, found from Inputs[1]: its saved output or its argument.</summary>
internal sealed record ActivationGradientStep : PlanStep
{
    /// <summary>The function.</summary>
    public required Activation Function { get; init; }
}

/// <summary>Gradient of a pooling's input from Inputs[0], and from the pooled values' origin Inputs[1] where the largest counts.</summary>
internal sealed record PoolGradientStep : PlanStep
{
    /// <summary>The pooling.</summary>
    public required PoolStep Forward { get; init; }
}

/// <summary>Inputs[0] times the scale of each channel.</summary>
internal sealed record ScaleShiftInputGradientStep : PlanStep
{
    /// <summary>The forward step.</summary>
    public required ScaleShiftStep Forward { get; init; }
}

/// <summary>Gradients of scale and shift, added to the accumulator Output: Inputs are the step's input and the gradient of its result.</summary>
internal sealed record ScaleShiftParameterGradientStep : PlanStep
{
    /// <summary>The forward step.</summary>
    public required ScaleShiftStep Forward { get; init; }
}

/// <summary>Inputs[0] times Inputs[1], summed over the pixels of each channel: the gradient of a factor that met every pixel.</summary>
internal sealed record ChannelProductStep : PlanStep;
