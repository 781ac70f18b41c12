using MlNetTransfer.Kernels.Blocks;

namespace MlNetTransfer.Kernels;

/// <summary>Chains of pointwise and depthwise convolutions that run strip by strip in the cache (Sandler et al. 2018, "MobileNetV2").</summary>
internal static class InvertedResidual
{
    /// <summary>Pictures with fewer rows gain nothing from strips: what the strips compute twice costs more than the memory they save.</summary>
    private const int MinProjectRows = 10;

    /// <summary>Whether a projection belongs into the operation: a pure function of its shape.</summary>
    public static bool FitsProject(ConvolutionShape project) => project.OutputHeight >= MinProjectRows && IsPointwise(project);

    /// <summary>Whether a convolution is 1x1 on every pixel.</summary>
    public static bool IsPointwise(ConvolutionShape shape) =>
        shape is { KernelHeight: 1, KernelWidth: 1, StrideX: 1, StrideY: 1, Groups: 1, RequiredHalo: 0 };

    /// <summary>Whether a convolution treats each channel by itself.</summary>
    public static bool IsDepthwise(ConvolutionShape shape) => shape.Groups > 1 && shape is { GroupInputChannels: 1, GroupOutputChannels: 1 };

    /// <summary>Packs the weights and fixes every choice.</summary>
    /// <param name="spec">The chain.</param>
    /// <param name="weights">Weights and bias of each link; those of absent links are not read.</param>
    /// <exception cref="ArgumentException">Layouts, weights or bias do not fit the shapes.</exception>
    public static PreparedOperation Prepare(InvertedResidualSpec spec, InvertedResidualWeights weights)
    {
        ConvolutionShape depthwise = spec.Depthwise.Shape;
        Convolution.Check(spec.Depthwise, weights.Depthwise.Weights.Length, weights.Depthwise.Bias.Length);
        bool linked = IsDepthwise(depthwise) && spec.Depthwise.Residual is null;
        if (spec.Expand is { } expand)
        {
            Convolution.Check(expand, weights.Expand.Weights.Length, weights.Expand.Bias.Length);
            BufferChecks.Matches(expand.Input, expand.Shape.InputChannels, expand.Shape.InputHeight, expand.Shape.InputWidth, nameof(spec));
            BufferChecks.Matches(expand.Output, depthwise.InputChannels, depthwise.InputHeight, depthwise.InputWidth, nameof(spec));
            linked &= IsPointwise(expand.Shape) && expand.Residual is null;
        }
        else
        {
            BufferChecks.Matches(spec.Input, depthwise.InputChannels, depthwise.InputHeight, depthwise.InputWidth, nameof(spec));
            linked &= spec.Input.Halo >= depthwise.RequiredHalo;
        }

        if (spec.Project is { } project)
        {
            Convolution.Check(project, weights.Project.Weights.Length, weights.Project.Bias.Length);
            BufferChecks.Matches(spec.Depthwise.Output, project.Shape.InputChannels, project.Shape.InputHeight, project.Shape.InputWidth, nameof(spec));
            linked &= IsPointwise(project.Shape);
        }

        return linked
            ? new InvertedResidualOperation(spec, weights)
            : throw new ArgumentException("The convolutions are no chain of pointwise, depthwise, pointwise, or the input's halo is too small.", nameof(spec));
    }
}
