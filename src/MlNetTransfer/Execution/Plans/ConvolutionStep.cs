using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>activation(conv(Inputs[0]) + bias + Inputs[1] where there is one).</summary>
internal sealed record ConvolutionStep : PlanStep
{
    /// <summary>Sizes, with automatic padding resolved.</summary>
    public required ConvolutionShape Shape { get; init; }

    /// <summary>[M, C/group, kH, kW].</summary>
    public required Tensor Weights { get; init; }

    /// <summary>[M]; null for none.</summary>
    public Tensor? Bias { get; init; }

    /// <summary>Normalisation of the sum before residual and activation that is worked into weights and bias each time they change; null for none.</summary>
    public AffineOrigin? Normalization { get; init; }

    /// <summary>Whether training moves what the weights or the bias are made from.</summary>
    public bool IsTrained { get; init; }

    /// <summary>Whether a residual is added before the activation.</summary>
    public bool HasResidual => Inputs.Count > 1;

    public override bool TakesActivation => true;
}
