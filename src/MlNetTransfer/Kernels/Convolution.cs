using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Kernels.Winograd;

namespace MlNetTransfer.Kernels;

/// <summary>Convolutions over blocked activations.</summary>
internal static class Convolution
{
    /// <summary>Packs the weights and fixes every choice.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="weights">[O, I / groups, kernel row, kernel column], row-major.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <exception cref="ArgumentException">Layouts, weights or bias do not fit the shape.</exception>
    public static PreparedOperation Prepare(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Check(spec, weights.Length, bias.Length);
        CheckInput(spec);
        return PrepareAs(ConvolutionChoice.For(spec.Shape, spec.AllowWinograd), spec, weights, bias);
    }

    private static PreparedOperation PrepareAs(ConvolutionAlgorithm algorithm, ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        algorithm switch
        {
            ConvolutionAlgorithm.Depthwise => new DepthwiseConvolution(spec, weights, bias),
            ConvolutionAlgorithm.Winograd2 => new WinogradConvolution<Winograd2>(spec, WeightOrder.Forward, weights, bias),
            ConvolutionAlgorithm.Winograd4 => new WinogradConvolution<Winograd4>(spec, WeightOrder.Forward, weights, bias),
            ConvolutionAlgorithm.Dense when spec is { Input.Halo: 0, Output.Halo: 0, Residual: null } => PrepareDense(spec, weights, bias),
            _ => new DirectConvolution(spec, weights, bias),
        };

    /// <summary>As <see cref="Prepare"/> for weights that stay as they are: in two stages where that is faster, whose rounding differs a little.</summary>
    /// <param name="spec">The convolution.</param>
    /// <param name="weights">[O, I / groups, kernel row, kernel column], row-major.</param>
    /// <param name="bias">[O], or empty for none.</param>
    /// <exception cref="ArgumentException">Layouts, weights or bias do not fit the shape.</exception>
    public static ConvolutionStages PrepareStages(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        Check(spec, weights.Length, bias.Length);
        CheckInput(spec);
        ConvolutionAlgorithm algorithm = ConvolutionChoice.ForFixedWeights(spec.Shape, spec.AllowWinograd);
        if (ConvolutionChoice.GathersFirst(spec.Shape))
        {
            return PrepareGathered(spec, weights, bias);
        }

        if (!ConvolutionChoice.InStages(spec.Shape, spec.AllowWinograd))
        {
            return new ConvolutionStages(null, 0, PrepareAs(algorithm, spec, weights, bias));
        }

        return algorithm == ConvolutionAlgorithm.Winograd2 ? PrepareWinograd<Winograd2>(spec, weights, bias) : PrepareWinograd<Winograd4>(spec, weights, bias);
    }

    /// <summary>The pixels of a strided 1x1 convolution moved together, then one without strides.</summary>
    private static ConvolutionStages PrepareGathered(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        ConvolutionShape shape = spec.Shape;
        BlockedLayout gathered = new(shape.InputChannels, shape.OutputHeight, shape.OutputWidth);
        PoolingShape pixels = new() { KernelHeight = 1, KernelWidth = 1, StrideY = shape.StrideY, StrideX = shape.StrideX };
        ConvolutionShape dense = shape with { InputHeight = shape.OutputHeight, InputWidth = shape.OutputWidth, StrideY = 1, StrideX = 1 };
        return new(
            Pooling.PrepareAverage(pixels, spec.Input, gathered),
            gathered.ImageStride,
            new DirectConvolution(spec with { Shape = dense, Input = gathered }, weights, bias));
    }

    private static ConvolutionStages PrepareWinograd<TTransform>(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
        where TTransform : struct, IWinogradTransform =>
        new(
            new WinogradInputStage<TTransform>(spec),
            StagedWinograd.TransformedLength(new WinogradGrid(spec, TTransform.Outputs)),
            new WinogradProductStage<TTransform>(spec, weights, bias));

    private static void CheckInput(ConvolutionSpec spec)
    {
        ConvolutionShape shape = spec.Shape;
        BufferChecks.Matches(spec.Input, shape.InputChannels, shape.InputHeight, shape.InputWidth, nameof(spec));
        if (spec.Input.Halo < shape.RequiredHalo)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The input's halo is {spec.Input.Halo}; this padding needs {shape.RequiredHalo}."), nameof(spec));
        }
    }

    /// <summary>One pixel to one pixel: channel vectors are rows.</summary>
    private static PreparedOperation PrepareDense(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        // The last vector of a window into a larger buffer must not be cleared beyond the window's own blocks.
        DenseSpec dense = new()
        {
            InputLength = spec.Shape.InputChannels,
            OutputLength = spec.Shape.OutputChannels,
            InputStride = spec.Input.ImageStride,
            OutputStride = spec.Output.ImageStride,
            OutputPadding = (spec.Output.Blocks * BlockedLayout.Block) - spec.Output.Channels,
            Activation = spec.Activation,
        };
        return Dense.Prepare(dense, weights, bias);
    }

    /// <summary>Throws unless everything but the input layout fits the shape.</summary>
    internal static void Check(ConvolutionSpec spec, int weightCount, int biasCount)
    {
        ConvolutionShape shape = spec.Shape;
        CheckSizes(shape);
        BufferChecks.Matches(spec.Output, shape.OutputChannels, shape.OutputHeight, shape.OutputWidth, nameof(spec));
        if (spec.Residual is { } residual)
        {
            BufferChecks.SameSize(residual, spec.Output, nameof(spec));
        }

        CheckWeights(shape, weightCount, biasCount);
    }

    /// <summary>Throws unless a shape has an output and its groups divide its channels.</summary>
    internal static void CheckSizes(ConvolutionShape shape)
    {
        if (shape.OutputHeight < 1 || shape.OutputWidth < 1 || shape.InputChannels % shape.Groups != 0 || shape.OutputChannels % shape.Groups != 0)
        {
            throw new ArgumentException(FormattableString.Invariant($"{shape} has no output, or its groups do not divide its channels."), nameof(shape));
        }
    }

    /// <summary>Throws unless weights and bias (0 for none) have the shape's lengths.</summary>
    internal static void CheckWeights(ConvolutionShape shape, int weightCount, int biasCount)
    {
        int expected = checked(shape.OutputChannels * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth);
        if (weightCount != expected || (biasCount != 0 && biasCount != shape.OutputChannels))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{shape} takes {expected} weights and {shape.OutputChannels} biases, got {weightCount} and {biasCount}."), nameof(shape));
        }
    }
}
