using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>Sizes of a <see cref="ChainProblem"/>; 0 channels of input or output leave the link out.</summary>
internal sealed record ChainSizes(int Input, int Middle, int Output, int Height, int Width)
{
    public int Kernel { get; init; } = 3;

    public int Stride { get; init; } = 1;

    public int Pad { get; init; } = 1;

    public int Dilation { get; init; } = 1;

    public int Halo { get; init; }

    public bool HasResidual { get; init; }

    public Activation Activation { get; init; } = Activation.Relu;
}
