using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Kernels;

public sealed class ConvolutionTests
{
    // Sums of up to 700 products of numbers below 1; relative to the largest result, which activations bring down to 1 where sums reach 40.
    private const double Tolerance = 1e-5;

    private static readonly Activation[] s_activations =
    [
        Activation.None, Activation.Relu, Activation.Relu6, Activation.Clamp(0.25f, 1f), new(ActivationKind.Silu), new(ActivationKind.Sigmoid),
        new(ActivationKind.HardSwish), new(ActivationKind.Gelu), new(ActivationKind.LeakyRelu, 0.1f), new(ActivationKind.HardSigmoid, 0.2f, 0.5f),
    ];

    public static TheoryData<int, int> WidthsAndSeeds
    {
        get
        {
            TheoryData<int, int> data = [];
            foreach (int width in new[] { 16, 8, 4, 1 })
            {
                for (int seed = 0; seed < 8; seed++)
                {
                    data.Add(width, seed);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndSeeds))]
    public void Random_shapes_match_the_formula(int width, int seed)
    {
        for (int i = 0; i < 12; i++)
        {
            ConvolutionProblem problem = RandomProblem((seed * 1000) + i);
            AssertRight(problem, width, $"seed {(seed * 1000) + i}");
        }
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void Every_picture_width_around_the_tiles_matches_the_formula(int width)
    {
        foreach (int size in new[] { 1, 2, 3, 5, 6, 7, 8, 13, 14, 15, 27, 28, 29, 43 })
        {
            ConvolutionShape pointwise = new() { InputChannels = 7, OutputChannels = 40, InputHeight = 3, InputWidth = size, KernelHeight = 1, KernelWidth = 1 };
            AssertRight(new ConvolutionProblem(pointwise, 2, size, false, Activation.Relu), width, $"1x1, width {size}");
            ConvolutionShape padded = Square(pointwise, 3, 1, 1);
            AssertRight(new ConvolutionProblem(padded, 1, size, true, Activation.Relu), width, $"3x3, width {size}");
            ConvolutionShape strided = Square(pointwise, 3, 2, 1);
            AssertRight(new ConvolutionProblem(strided, 1, size, false, Activation.None), width, $"3x3 stride 2, width {size}");
        }
    }

    [Theory]
    [InlineData(520, 530, 9, 11, 2, 2)]
    [InlineData(260, 1100, 7, 8, 3, 1)]
    public void Gathering_strided_pixels_first_changes_no_bit(int inputs, int outputs, int height, int width, int strideY, int strideX)
    {
        ConvolutionShape shape = new()
        {
            InputChannels = inputs,
            OutputChannels = outputs,
            InputHeight = height,
            InputWidth = width,
            KernelHeight = 1,
            KernelWidth = 1,
            StrideY = strideY,
            StrideX = strideX,
        };
        Assert.True(ConvolutionChoice.GathersFirst(shape));
        Assert.False(ConvolutionChoice.GathersFirst(shape with { InputChannels = 128 }));
        Assert.False(ConvolutionChoice.GathersFirst(shape with { StrideY = 1, StrideX = 1 }));
        foreach (bool withResidual in new[] { false, true })
        {
            ConvolutionProblem problem = new(shape, 2, inputs, withResidual, Activation.Relu);
            foreach (int lanes in new[] { 16, 8, 4, 1 })
            {
                float[] expected = problem.Answer(KernelRig.At(lanes, () => Convolution.Prepare(problem.Spec, problem.Weights, problem.Bias)));
                ConvolutionStages stages = default;
                KernelRig.At(lanes, () => (stages = Convolution.PrepareStages(problem.Spec, problem.Weights, problem.Bias)).Last);
                Assert.All(new[] { 0, 1, 3 }, itemsPerRange => Assert.Equal(expected, problem.AnswerInStages(stages, itemsPerRange)));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(15, 17)]
    [InlineData(16, 16)]
    [InlineData(24, 48)]
    [InlineData(33, 31)]
    [InlineData(58, 58)]
    [InlineData(3, 100)]
    public void Every_channel_count_matches_the_formula(int inputs, int outputs)
    {
        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            ConvolutionShape shape = new()
            {
                InputChannels = inputs,
                OutputChannels = outputs,
                InputHeight = 5,
                InputWidth = 9,
                KernelHeight = 1,
                KernelWidth = 1,
            };
            AssertRight(new ConvolutionProblem(shape, 2, inputs, true, Activation.Relu6), width, "1x1");
            AssertRight(new ConvolutionProblem(Square(shape, 3, 1, 1), 1, inputs, false, new(ActivationKind.Sigmoid)), width, "3x3");
        }
    }

    [Theory]
    [InlineData(32, 128, 128)]
    [InlineData(4, 96, 96)]
    [InlineData(3, 57, 87)]
    [InlineData(2, 24, 8)]
    [InlineData(16, 16, 48)]
    [InlineData(40, 40, 40)]
    [InlineData(5, 15, 10)]
    public void Groups_match_the_formula(int groups, int inputs, int outputs)
    {
        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            ConvolutionShape shape = Square(
                new ConvolutionShape
                {
                    InputChannels = inputs,
                    OutputChannels = outputs,
                    Groups = groups,
                    InputHeight = 6,
                    InputWidth = 9,
                    KernelHeight = 1,
                    KernelWidth = 1,
                },
                3,
                1,
                1);
            AssertRight(new ConvolutionProblem(shape, 2, groups, true, Activation.Relu), width, "stride 1");
            AssertRight(new ConvolutionProblem(Square(shape, 5, 2, 2), 1, groups, false, Activation.Relu6), width, "stride 2");
            AssertRight(new ConvolutionProblem(shape with { KernelHeight = 1, KernelWidth = 1, PadTop = 0, PadLeft = 0, PadBottom = 0, PadRight = 0 }, 1, groups, false, Activation.None), width, "1x1");
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndSeeds))]
    public void Any_division_of_items_and_batches_gives_the_same_bits(int width, int seed)
    {
        ConvolutionProblem problem = RandomProblem(500 + seed, batch: 3);
        PreparedOperation operation = KernelRig.At(width, () => Convolution.Prepare(problem.Spec, problem.Weights, problem.Bias));
        float[] whole = problem.Answer(operation);
        foreach (int range in new[] { 1, 2, 7 })
        {
            Assert.Equal(whole, problem.Answer(operation, range));
        }

        Assert.Equal(whole, problem.AnswerOneByOne(operation));
    }

    [Fact]
    public void Layers_large_enough_for_several_groups_of_panels_match_the_formula()
    {
        ConvolutionShape shape = new() { InputChannels = 520, OutputChannels = 500, InputHeight = 7, InputWidth = 7, KernelHeight = 1, KernelWidth = 1 };
        ConvolutionProblem problem = new(shape, 2, 1, true, Activation.Relu);
        PreparedOperation operation = Convolution.Prepare(problem.Spec, problem.Weights, problem.Bias);
        float[] answer = problem.Answer(operation);
        Assert.InRange(KernelRig.Error(problem.Reference(), answer), 0, Tolerance);
        Assert.Equal(answer, problem.Answer(operation, 1));
    }

    [Fact]
    public void Rejects_layouts_and_weights_that_do_not_fit()
    {
        ConvolutionProblem problem = new(
            Square(new ConvolutionShape { InputChannels = 4, OutputChannels = 4, InputHeight = 5, InputWidth = 5, KernelHeight = 1, KernelWidth = 1 }, 3, 1, 1),
            1,
            1,
            false,
            Activation.None);
        ConvolutionSpec spec = problem.Spec;
        Assert.Contains("halo", Assert.Throws<ArgumentException>(() => Convolution.Prepare(spec with { Input = spec.Input with { Halo = 0 } }, problem.Weights, problem.Bias)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Convolution.Prepare(spec with { Output = spec.Output with { Channels = 5 } }, problem.Weights, problem.Bias));
        Assert.Throws<ArgumentException>(() => Convolution.Prepare(spec, problem.Weights.AsSpan(1), problem.Bias));
        PreparedOperation operation = Convolution.Prepare(spec, problem.Weights, problem.Bias);
        Assert.Throws<ArgumentException>(() => operation.Run(new OperationBuffers { Batch = 1, Input = new float[10], Output = new float[10000] }, 0, 1));
    }

    private static ConvolutionShape Square(ConvolutionShape shape, int kernel, int stride, int pad) => shape with
    {
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideX = stride,
        StrideY = stride,
        PadTop = pad,
        PadLeft = pad,
        PadBottom = pad,
        PadRight = pad,
    };

    private static void AssertRight(ConvolutionProblem problem, int width, string what)
    {
        PreparedOperation operation = KernelRig.At(width, () => Convolution.Prepare(problem.Spec, problem.Weights, problem.Bias));
        double error = KernelRig.Error(problem.Reference(), problem.Answer(operation));
        Assert.True(error <= Tolerance, $"{what}, {width} lanes, {problem.Spec.Shape}: error {error}");
    }

    private static ConvolutionProblem RandomProblem(int seed, int batch = 0)
    {
        SeededRandom random = new(seed);
        int groups = random.NextInt32(4) == 0 ? 1 + random.NextInt32(6) : 1;
        int dilationY = 1 + random.NextInt32(2);
        int dilationX = 1 + random.NextInt32(3);
        int kernelHeight = 1 + random.NextInt32(5);
        int kernelWidth = 1 + random.NextInt32(5);
        ConvolutionShape shape = new()
        {
            InputChannels = groups * (1 + random.NextInt32(20)),
            OutputChannels = groups * (1 + random.NextInt32(40)),
            Groups = groups,
            InputHeight = (dilationY * (kernelHeight - 1)) + 1 + random.NextInt32(12),
            InputWidth = (dilationX * (kernelWidth - 1)) + 1 + random.NextInt32(34),
            KernelHeight = kernelHeight,
            KernelWidth = kernelWidth,
            StrideY = 1 + random.NextInt32(3),
            StrideX = 1 + random.NextInt32(3),
            DilationY = dilationY,
            DilationX = dilationX,
            PadTop = random.NextInt32(4),
            PadLeft = random.NextInt32(4),
            PadBottom = random.NextInt32(4),
            PadRight = random.NextInt32(4),
        };
        return new ConvolutionProblem(
            shape, batch == 0 ? 1 + random.NextInt32(2) : batch, seed, random.NextInt32(2) == 0, s_activations[random.NextInt32(s_activations.Length)]);
    }
}
