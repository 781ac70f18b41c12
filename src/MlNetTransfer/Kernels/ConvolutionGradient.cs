using MlNetTransfer.Kernels.Gradients;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Kernels.Winograd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels;

/// <summary>Gradients of convolutions over blocked activations: any kernel, stride, dilation, padding and grouping.</summary>
internal static class ConvolutionGradient
{
    /// <summary>Border of zeros that dY must have for <see cref="PrepareInput"/>; for <see cref="PrepareWeights"/> it needs none.</summary>
    public static int RequiredHalo(ConvolutionShape shape) => Math.Max(
        AxisPhase.RequiredHalo(AxisPhase.Rows(shape), shape.OutputHeight),
        AxisPhase.RequiredHalo(AxisPhase.Columns(shape), shape.OutputWidth));

    /// <summary>Input gradient: dX = (transposed convolution of dY + addend) * mask.</summary>
    /// <remarks>Input = dY, Second = addend, Third = x where there is a mask, Output = dX. Weights in the forward layout; the result takes new ones.</remarks>
    /// <param name="spec">The convolution.</param>
    /// <param name="weights">[O, I / groups, kernel row, kernel column], row-major.</param>
    /// <exception cref="ArgumentException">Layouts or weights do not fit the shape, or the mask is no clamp.</exception>
    public static PreparedOperation PrepareInput(ConvolutionGradientSpec spec, ReadOnlySpan<float> weights)
    {
        ConvolutionShape shape = spec.Shape;
        CheckOutput(spec);
        Convolution.CheckWeights(shape, weights.Length, 0);
        BufferChecks.Matches(spec.InputGradient, shape.InputChannels, shape.InputHeight, shape.InputWidth, nameof(spec));
        int halo = RequiredHalo(shape);
        if (spec.Output.Halo < halo)
        {
            throw new ArgumentException(FormattableString.Invariant($"The output gradient's halo is {spec.Output.Halo}; the input gradient needs {halo}."), nameof(spec));
        }

        if (spec.Addend is { } addend)
        {
            BufferChecks.SameSize(addend, spec.InputGradient, nameof(spec));
        }

        GradientMask? mask = GradientMask.Of(spec);
        return Choose(shape, spec.AllowWinograd) switch
        {
            ConvolutionAlgorithm.Depthwise => new DepthwiseInputGradient(spec, mask, weights),
            ConvolutionAlgorithm.Winograd2 => new WinogradConvolution<Winograd2>(Transposed(spec), WeightOrder.Gradient, weights, [], mask),
            ConvolutionAlgorithm.Winograd4 => new WinogradConvolution<Winograd4>(Transposed(spec), WeightOrder.Gradient, weights, [], mask),
            _ => new DirectInputGradient(spec, mask, weights),
        };
    }

    /// <summary>Weight and bias gradients, added to what is in the output.</summary>
    /// <remarks>Input = x with the forward convolution's halo, Second = dY, Output = [O * I / groups * kernel rows * kernel columns weights, then O biases].</remarks>
    /// <exception cref="ArgumentException">Layouts do not fit the shape.</exception>
    public static PreparedOperation PrepareWeights(ConvolutionGradientSpec spec)
    {
        ConvolutionShape shape = spec.Shape;
        CheckOutput(spec);
        BufferChecks.Matches(spec.Input, shape.InputChannels, shape.InputHeight, shape.InputWidth, nameof(spec));
        if (spec.Input.Halo < shape.RequiredHalo)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The input's halo is {spec.Input.Halo}; this padding needs {shape.RequiredHalo}."), nameof(spec));
        }

        bool depthwise = shape.Groups > 1 && shape.GroupInputChannels == 1 && shape.GroupOutputChannels == 1;
        if (depthwise)
        {
            return new DepthwiseWeightGradient(spec);
        }

        return UsesWinogradWeights(shape, spec.AllowWinograd) ? new WinogradWeightGradient<Winograd4>(spec) : new DirectWeightGradient(spec);
    }

    /// <summary>Weight and bias gradients of a first layer that read x as planar floats [N, C, H, W]; at most <see cref="PixelStem.MaxChannels"/> channels.</summary>
    /// <remarks>Buffers as for <see cref="PrepareWeights"/>; <see cref="ConvolutionGradientSpec.Input"/> is not read.</remarks>
    /// <exception cref="ArgumentException">Layouts do not fit the shape, or there are more channels or groups.</exception>
    public static PreparedOperation PreparePlanarWeights(ConvolutionGradientSpec spec)
    {
        CheckStem(spec);
        ConvolutionShape shape = spec.Shape;
        return new StemWeightGradient(spec, new PlanarSource(shape.InputChannels, shape.InputHeight, shape.InputWidth));
    }

    /// <summary>Weight and bias gradients of a first layer that reads <see cref="OperationBuffers.Pixels"/>.</summary>
    /// <remarks>Second and Output as for <see cref="PrepareWeights"/>.</remarks>
    /// <exception cref="ArgumentException">Layouts do not fit the shape, or it does not read three channels in one group.</exception>
    public static PreparedOperation PreparePixelWeights(ConvolutionGradientSpec spec, InputNormalization normalization)
    {
        CheckStem(spec);
        if (spec.Shape.InputChannels != PixelBatch.ChannelCount)
        {
            throw new ArgumentException(FormattableString.Invariant($"Pixels have 3 channels; the convolution reads {spec.Shape.InputChannels}."), nameof(spec));
        }

        return new StemWeightGradient(spec, new PixelSource(normalization, spec.Shape.InputHeight, spec.Shape.InputWidth));
    }

    /// <summary>Which algorithm computes an input gradient: a pure function of the forward shape.</summary>
    /// <param name="shape">Sizes of the forward convolution.</param>
    /// <param name="allowWinograd">False in the precise numeric mode.</param>
    public static ConvolutionAlgorithm Choose(ConvolutionShape shape, bool allowWinograd)
    {
        if (shape.Groups > 1)
        {
            bool depthwise = shape.GroupInputChannels == 1 && shape.GroupOutputChannels == 1;
            return depthwise ? ConvolutionAlgorithm.Depthwise : ConvolutionAlgorithm.Grouped;
        }

        bool fits = shape is { KernelHeight: 3, KernelWidth: 3, StrideX: 1, StrideY: 1, DilationX: 1, DilationY: 1 } && shape.RequiredHalo <= 2;
        return fits ? ConvolutionChoice.For(Transposed(shape), allowWinograd) : ConvolutionAlgorithm.Direct;
    }

    /// <summary>Whether minimal filtering computes a weight gradient: a pure function of the forward shape.</summary>
    /// <remarks>On a Zen 5 core F(4x4) is twice as fast as direct from 14x14 on, and at 7x7 with a few pictures in one call.</remarks>
    /// <param name="shape">Sizes of the forward convolution.</param>
    /// <param name="allowWinograd">False in the precise numeric mode.</param>
    public static bool UsesWinogradWeights(ConvolutionShape shape, bool allowWinograd)
    {
        const int minChannels = 32;
        const int minSize = 7;
        bool fits = shape is { KernelHeight: 3, KernelWidth: 3, StrideX: 1, StrideY: 1, DilationX: 1, DilationY: 1, Groups: 1 };
        return allowWinograd && fits && Math.Min(shape.InputChannels, shape.OutputChannels) >= minChannels && Math.Min(shape.OutputHeight, shape.OutputWidth) >= minSize;
    }

    /// <summary>Sizes of the convolution from dY to dX where the stride is 1.</summary>
    private static ConvolutionShape Transposed(ConvolutionShape shape) => shape with
    {
        InputChannels = shape.OutputChannels,
        OutputChannels = shape.InputChannels,
        InputHeight = shape.OutputHeight,
        InputWidth = shape.OutputWidth,
        PadTop = shape.KernelHeight - 1 - shape.PadTop,
        PadLeft = shape.KernelWidth - 1 - shape.PadLeft,
        PadBottom = shape.KernelHeight - 1 - shape.PadBottom,
        PadRight = shape.KernelWidth - 1 - shape.PadRight,
    };

    private static ConvolutionSpec Transposed(ConvolutionGradientSpec spec) => new()
    {
        Shape = Transposed(spec.Shape),
        Input = spec.Output,
        Output = spec.InputGradient,
        Residual = spec.Addend,
    };

    private static void CheckOutput(ConvolutionGradientSpec spec)
    {
        Convolution.CheckSizes(spec.Shape);
        BufferChecks.Matches(spec.Output, spec.Shape.OutputChannels, spec.Shape.OutputHeight, spec.Shape.OutputWidth, nameof(spec));
    }

    private static void CheckStem(ConvolutionGradientSpec spec)
    {
        CheckOutput(spec);
        if (spec.Shape.Groups != 1 || spec.Shape.InputChannels > PixelStem.MaxChannels)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A first layer reads at most {PixelStem.MaxChannels} channels in one group, not {spec.Shape.InputChannels} in {spec.Shape.Groups}."),
                nameof(spec));
        }
    }
}
