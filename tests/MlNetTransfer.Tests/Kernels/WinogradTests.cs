using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Kernels.Winograd;

namespace MlNetTransfer.Tests.Kernels;

public sealed class WinogradTests
{
    [Theory]
    [InlineData(32, 32, 7, 7, 1, 1)]
    [InlineData(33, 47, 8, 9, 1, 1)]
    [InlineData(48, 40, 19, 8, 1, 0)]
    [InlineData(32, 64, 20, 20, 1, 1)]
    [InlineData(35, 33, 21, 23, 1, 1)]
    [InlineData(64, 32, 22, 41, 0, 0)]
    [InlineData(32, 48, 25, 22, 2, 1)]
    public void Both_filters_match_the_formula_at_every_width(int inputs, int outputs, int height, int width, int padBefore, int padAfter)
    {
        ConvolutionShape shape = new()
        {
            InputChannels = inputs,
            OutputChannels = outputs,
            InputHeight = height,
            InputWidth = width,
            KernelHeight = 3,
            KernelWidth = 3,
            PadTop = padBefore,
            PadLeft = padBefore,
            PadBottom = padAfter,
            PadRight = padAfter,
        };
        foreach ((bool residual, Activation activation) in new[] { (true, Activation.Relu), (false, new Activation(ActivationKind.Silu)) })
        {
            ConvolutionProblem problem = new(shape, 2, inputs, residual, activation);
            double[] expected = problem.Reference();
            foreach (int lanes in new[] { 16, 8, 4, 1 })
            {
                PreparedOperation operation = KernelRig.At(lanes, () => Convolution.Prepare(problem.Spec, problem.Weights, problem.Bias));
                Assert.StartsWith("WinogradConvolution", operation.GetType().Name, StringComparison.Ordinal);
                float[] answer = problem.Answer(operation);
                Assert.InRange(KernelRig.Error(expected, answer), 0, 1e-5);
                Assert.Equal(answer, problem.Answer(operation, 1));
                Assert.Equal(answer, problem.AnswerOneByOne(operation));
            }
        }
    }

    [Theory]
    [InlineData(160, 120, 7, 9, 1)]
    [InlineData(160, 120, 7, 9, 3)]
    [InlineData(171, 100, 7, 7, 1)]
    [InlineData(96, 95, 13, 15, 1)]
    [InlineData(96, 95, 13, 15, 3)]
    [InlineData(86, 120, 12, 12, 1)]
    [InlineData(96, 95, 20, 22, 3)]
    public void Two_stages_give_the_same_bits_as_one(int inputs, int outputs, int height, int width, int batch)
    {
        ConvolutionShape shape = SameSize(inputs, outputs, height, width);
        Assert.True(ConvolutionChoice.InStages(shape, allowWinograd: true));
        Assert.False(ConvolutionChoice.InStages(shape, allowWinograd: false));
        ConvolutionProblem problem = new(shape, batch, inputs, true, Activation.Relu);
        double[] reference = problem.Reference();
        foreach (int lanes in new[] { 16, 8, 4, 1 })
        {
            float[] expected = problem.Answer(KernelRig.At(lanes, () => InOneStage(problem)));
            Assert.InRange(KernelRig.Error(reference, expected), 0, 1e-5);
            ConvolutionStages stages = default;
            KernelRig.At(lanes, () => (stages = Convolution.PrepareStages(problem.Spec, problem.Weights, problem.Bias)).Last);
            Assert.All(new[] { 0, 1, 3 }, itemsPerRange => Assert.Equal(expected, problem.AnswerInStages(stages, itemsPerRange)));
        }
    }

    private static ConvolutionShape SameSize(int inputs, int outputs, int height, int width) => new()
    {
        InputChannels = inputs,
        OutputChannels = outputs,
        InputHeight = height,
        InputWidth = width,
        KernelHeight = 3,
        KernelWidth = 3,
        PadTop = 1,
        PadLeft = 1,
        PadBottom = 1,
        PadRight = 1,
    };

    private static PreparedOperation InOneStage(ConvolutionProblem problem) =>
        ConvolutionChoice.ForFixedWeights(problem.Spec.Shape, allowWinograd: true) == ConvolutionAlgorithm.Winograd4
            ? new WinogradConvolution<Winograd4>(problem.Spec, WeightOrder.Forward, problem.Weights, problem.Bias)
            : new WinogradConvolution<Winograd2>(problem.Spec, WeightOrder.Forward, problem.Weights, problem.Bias);

    [Theory]
    [InlineData(32, 48, 14, 14)]
    [InlineData(40, 33, 12, 19)]
    public void Fixed_weights_take_the_larger_filter_from_twelve_rows_on(int inputs, int outputs, int height, int width)
    {
        ConvolutionShape shape = SameSize(inputs, outputs, height, width);
        Assert.Equal(ConvolutionAlgorithm.Winograd2, ConvolutionChoice.For(shape, allowWinograd: true));
        Assert.Equal(ConvolutionAlgorithm.Winograd4, ConvolutionChoice.ForFixedWeights(shape, allowWinograd: true));
        Assert.Equal(ConvolutionAlgorithm.Winograd2, ConvolutionChoice.ForFixedWeights(shape with { InputHeight = 11 }, allowWinograd: true));
        Assert.Equal(ConvolutionAlgorithm.Direct, ConvolutionChoice.ForFixedWeights(shape, allowWinograd: false));
        ConvolutionProblem problem = new(shape, 2, inputs, true, Activation.Relu);
        PreparedOperation operation = Convolution.PrepareStages(problem.Spec, problem.Weights, problem.Bias).Last;
        Assert.IsType<WinogradConvolution<Winograd4>>(operation);
        Assert.InRange(KernelRig.Error(problem.Reference(), problem.Answer(operation)), 0, 1e-5);
    }

    // Stated in the README of Kernels; machines without fused multiply-add come near the limits, others stay at 60 % of them.
    [Theory]
    [InlineData(14, true, 1.5e-6)]
    [InlineData(28, true, 1e-5)]
    [InlineData(28, false, 1e-6)]
    public void The_error_against_double_precision_is_as_stated(int size, bool winograd, double limit)
    {
        ConvolutionProblem problem = new(SameSize(64, 32, size, size), 1, size, false, Activation.None);
        PreparedOperation operation = Convolution.Prepare(problem.Spec with { AllowWinograd = winograd }, problem.Weights, problem.Bias);
        Assert.InRange(KernelRig.Error(problem.Reference(), problem.Answer(operation)), 0, limit);
    }

    [Theory]
    [InlineData(64, 64, 56, 3, 1, 1, ConvolutionAlgorithm.Winograd4)]
    [InlineData(128, 128, 28, 3, 1, 1, ConvolutionAlgorithm.Winograd4)]
    [InlineData(256, 256, 14, 3, 1, 1, ConvolutionAlgorithm.Winograd2)]
    [InlineData(512, 512, 7, 3, 1, 1, ConvolutionAlgorithm.Winograd2)]
    [InlineData(512, 512, 4, 3, 1, 1, ConvolutionAlgorithm.Direct)]
    [InlineData(16, 64, 56, 3, 1, 1, ConvolutionAlgorithm.Direct)]
    [InlineData(64, 64, 56, 3, 2, 1, ConvolutionAlgorithm.Direct)]
    [InlineData(64, 64, 56, 5, 1, 1, ConvolutionAlgorithm.Direct)]
    [InlineData(64, 64, 56, 1, 1, 1, ConvolutionAlgorithm.Direct)]
    [InlineData(64, 64, 1, 1, 1, 1, ConvolutionAlgorithm.Dense)]
    [InlineData(64, 64, 56, 3, 1, 64, ConvolutionAlgorithm.Depthwise)]
    [InlineData(64, 64, 56, 3, 1, 4, ConvolutionAlgorithm.Grouped)]
    public void The_choice_follows_the_shape(int inputs, int outputs, int size, int kernel, int stride, int groups, object expected)
    {
        ConvolutionShape shape = new()
        {
            InputChannels = inputs,
            OutputChannels = outputs,
            Groups = groups,
            InputHeight = size,
            InputWidth = size,
            KernelHeight = kernel,
            KernelWidth = kernel,
            StrideY = stride,
            StrideX = stride,
            PadTop = kernel / 2,
            PadLeft = kernel / 2,
            PadBottom = kernel / 2,
            PadRight = kernel / 2,
        };
        ConvolutionAlgorithm algorithm = (ConvolutionAlgorithm)expected;
        Assert.Equal(algorithm, ConvolutionChoice.For(shape, allowWinograd: true));
        bool winograd = algorithm is ConvolutionAlgorithm.Winograd2 or ConvolutionAlgorithm.Winograd4;
        Assert.Equal(winograd ? ConvolutionAlgorithm.Direct : algorithm, ConvolutionChoice.For(shape, allowWinograd: false));
    }
}
