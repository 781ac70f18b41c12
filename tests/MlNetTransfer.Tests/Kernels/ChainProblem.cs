using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>A random chain of pointwise, depthwise and pointwise convolutions, and its answer link by link.</summary>
internal sealed class ChainProblem
{
    private const int Batch = 2;

    private readonly float[] _input;
    private readonly float[] _residual;

    public ChainProblem(ChainSizes sizes, int seed)
    {
        SeededRandom random = new(seed);
        ConvolutionShape expand = Pointwise(sizes.Input, sizes.Middle, sizes.Height, sizes.Width);
        ConvolutionShape depthwise = Depthwise(sizes);
        ConvolutionShape project = Pointwise(sizes.Middle, sizes.Output, depthwise.OutputHeight, depthwise.OutputWidth);
        bool projects = sizes.Output > 0;
        Spec = new InvertedResidualSpec
        {
            Expand = sizes.Input == 0 ? null : Link(expand, 0, sizes.Activation) with { Input = InputOf(expand, sizes.Halo) },
            Depthwise = Link(depthwise, projects ? 0 : sizes.Halo, sizes.Activation) with { Input = InputOf(depthwise, depthwise.RequiredHalo + sizes.Halo) },
            Project = !projects ? null : Link(project, sizes.Halo, Activation.None) with
            {
                Residual = sizes.HasResidual ? new BlockedLayout(sizes.Output, project.OutputHeight, project.OutputWidth, sizes.Halo) : null,
            },
        };
        Weights = new InvertedResidualWeights
        {
            Expand = WeightsOf(random, expand),
            Depthwise = WeightsOf(random, depthwise),
            Project = WeightsOf(random, project),
        };
        _input = KernelRig.Random(random, Batch * Spec.Input.Channels * sizes.Height * sizes.Width);
        _residual = KernelRig.Random(random, Batch * sizes.Output * project.OutputHeight * project.OutputWidth);
    }

    public InvertedResidualSpec Spec { get; }

    public InvertedResidualWeights Weights { get; }

    /// <summary>Any sizes, strides, kernels, paddings and absent links.</summary>
    public static ChainProblem Random(int seed)
    {
        SeededRandom random = new(seed);
        int kernel = 1 + random.NextInt32(5);
        int links = random.NextInt32(4);
        ChainSizes sizes = new(
            links == 1 ? 0 : 1 + random.NextInt32(40),
            2 + random.NextInt32(90),
            links == 2 ? 0 : 1 + random.NextInt32(50),
            kernel + random.NextInt32(30),
            kernel + random.NextInt32(30))
        {
            Kernel = kernel,
            Stride = 1 + random.NextInt32(3),
            Pad = random.NextInt32(kernel),
            Halo = random.NextInt32(3),
            HasResidual = random.NextInt32(2) == 0,
            Activation = random.NextInt32(3) == 0 ? new Activation(ActivationKind.Sigmoid) : Activation.Relu6,
        };
        return new ChainProblem(sizes, seed);
    }

    public PreparedOperation Prepare() => InvertedResidual.Prepare(Spec, Weights);

    public float[] Answer(PreparedOperation operation, int itemsPerRange = 0) => Run(operation, (Spec.Input, _input), Spec.Project?.Residual, Spec.Output, itemsPerRange);

    /// <summary>Each link by itself.</summary>
    public float[] OneByOne(int width)
    {
        float[] values = _input;
        if (Spec.Expand is { } expand)
        {
            values = Run(KernelRig.At(width, () => Convolution.Prepare(expand, Weights.Expand.Weights.Span, Weights.Expand.Bias.Span)), (expand.Input, values), null, expand.Output);
        }

        ConvolutionSpec depthwise = Spec.Depthwise;
        values = Run(KernelRig.At(width, () => Convolution.Prepare(depthwise, Weights.Depthwise.Weights.Span, Weights.Depthwise.Bias.Span)), (depthwise.Input, values), null, depthwise.Output);
        return Spec.Project is not { } project
            ? values
            : Run(KernelRig.At(width, () => Convolution.Prepare(project, Weights.Project.Weights.Span, Weights.Project.Bias.Span)), (project.Input, values), project.Residual, project.Output);
    }

    private float[] Run(PreparedOperation operation, (BlockedLayout Layout, float[] Values) input, BlockedLayout? residual, BlockedLayout layout, int itemsPerRange = 0)
    {
        float[] output = KernelRig.Unwritten(layout, Batch);
        OperationBuffers buffers = new()
        {
            Batch = Batch,
            Input = KernelRig.ToBlocked(input.Layout, input.Values, Batch),
            Second = residual is { } second ? KernelRig.ToBlocked(second, _residual, Batch) : [],
            Output = output,
        };
        KernelRig.Run(operation, in buffers, itemsPerRange);
        return KernelRig.FromBlocked(layout, output, Batch);
    }

    private static ConvolutionShape Pointwise(int inputs, int outputs, int height, int width) =>
        new() { InputChannels = inputs, OutputChannels = outputs, InputHeight = height, InputWidth = width, KernelHeight = 1, KernelWidth = 1 };

    private static ConvolutionShape Depthwise(ChainSizes sizes) => Pointwise(sizes.Middle, sizes.Middle, sizes.Height, sizes.Width) with
    {
        Groups = sizes.Middle,
        KernelHeight = sizes.Kernel,
        KernelWidth = sizes.Kernel,
        StrideY = sizes.Stride,
        StrideX = sizes.Stride,
        DilationY = sizes.Dilation,
        DilationX = sizes.Dilation,
        PadTop = sizes.Pad,
        PadLeft = sizes.Pad,
        PadBottom = sizes.Pad / 2,
        PadRight = sizes.Pad,
    };

    private static ConvolutionSpec Link(ConvolutionShape shape, int halo, Activation activation) => new()
    {
        Shape = shape,
        Input = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth),
        Output = new BlockedLayout(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth, halo),
        Activation = activation,
    };

    private static BlockedLayout InputOf(ConvolutionShape shape, int halo) => new(shape.InputChannels, shape.InputHeight, shape.InputWidth, halo);

    private static LinkWeights WeightsOf(SeededRandom random, ConvolutionShape shape) => new(
        KernelRig.Random(random, shape.OutputChannels * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth),
        KernelRig.Random(random, shape.OutputChannels));
}
