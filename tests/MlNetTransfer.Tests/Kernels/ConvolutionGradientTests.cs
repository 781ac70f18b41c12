using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

public sealed class ConvolutionGradientTests
{
    // Of whole gradients, by their norm.
    private const double Tolerance = 1e-5;

    private static readonly Activation[] s_masks = [Activation.None, Activation.Relu, Activation.Clamp(-0.25f, 0.5f)];

    public static TheoryData<int, int> WidthsAndSeeds
    {
        get
        {
            TheoryData<int, int> data = [];
            foreach (int width in new[] { 16, 8, 4, 1 })
            {
                for (int seed = 0; seed < 6; seed++)
                {
                    data.Add(width, seed);
                }
            }

            return data;
        }
    }

    [Fact]
    public void Central_differences_confirm_the_reference()
    {
        // The loss sum(dY * conv(x)) is linear in every number, and all numbers are small multiples of 1/64: the differences are exact.
        for (int seed = 0; seed < 10; seed++)
        {
            SeededRandom random = new(seed);
            ConvolutionShape shape = RandomShape(random, 3, 3);
            float[] Numbers(int count) => [.. KernelRig.Random(random, count).Select(v => MathF.Round(v * 64) / 64)];
            float[] input = Numbers(2 * shape.InputChannels * shape.InputHeight * shape.InputWidth);
            float[] weights = Numbers(shape.OutputChannels * shape.GroupInputChannels * shape.KernelHeight * shape.KernelWidth);
            float[] bias = Numbers(shape.OutputChannels);
            float[] gradient = Numbers(2 * shape.OutputChannels * shape.OutputHeight * shape.OutputWidth);
            double Loss() => KernelsConvolutionReference.Compute(shape, input, weights, bias, 2).Select((y, i) => y * gradient[i]).Sum();
            double Difference(float[] values, int i)
            {
                float before = values[i];
                values[i] = before + 0.5f;
                double above = Loss();
                values[i] = before - 0.5f;
                double below = Loss();
                values[i] = before;
                return above - below;
            }

            (double[] dx, double[] dw, double[] db) = KernelsGradientReference.Compute(shape, input, weights, gradient, 2);
            foreach ((float[] values, double[] expected) in new[] { (input, dx), (weights, dw), (bias, db) })
            {
                for (int i = 0; i < 12; i++)
                {
                    int at = random.NextInt32(values.Length);
                    Assert.Equal(expected[at], Difference(values, at), 1e-9);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndSeeds))]
    public void Random_shapes_match_the_formula(int width, int seed)
    {
        for (int i = 0; i < 10; i++)
        {
            int number = (seed * 1000) + i;
            SeededRandom random = new(number);
            ConvolutionShape shape = RandomShape(random, 40, 20);
            GradientProblem problem = new(shape, 1 + random.NextInt32(2), number, random.NextInt32(2) == 0, s_masks[random.NextInt32(3)]);
            AssertRight(problem, width, $"seed {number}");
        }
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void Shapes_of_known_networks_match_the_formula(int width)
    {
        (int Inputs, int Outputs, int Size, int Kernel, int Stride, int Pad, int Groups, int Dilation)[] cases =
        [
            (64, 64, 15, 1, 1, 0, 1, 1), (40, 72, 14, 1, 2, 0, 1, 1), (33, 65, 13, 3, 2, 1, 1, 1), (24, 24, 15, 3, 1, 1, 24, 1), (40, 40, 14, 3, 2, 1, 40, 1),
            (24, 24, 11, 5, 1, 2, 24, 1), (24, 24, 12, 5, 2, 2, 24, 1), (17, 17, 16, 7, 1, 3, 17, 1), (32, 32, 9, 3, 1, 1, 8, 1), (48, 96, 8, 3, 2, 1, 3, 1),
            (20, 12, 17, 3, 1, 4, 1, 4), (3, 40, 21, 7, 2, 3, 1, 1), (16, 24, 8, 4, 4, 0, 1, 1), (300, 18, 1, 1, 1, 0, 1, 1), (12, 20, 7, 1, 1, 1, 1, 1), (8, 8, 9, 2, 3, 0, 1, 1),
        ];
        foreach ((int inputs, int outputs, int size, int kernel, int stride, int pad, int groups, int dilation) in cases)
        {
            ConvolutionShape shape = Square(inputs, outputs, size, kernel) with
            {
                StrideX = stride,
                StrideY = stride,
                PadTop = pad,
                PadLeft = pad,
                PadBottom = pad,
                PadRight = pad,
                Groups = groups,
                DilationX = dilation,
                DilationY = dilation,
            };
            AssertRight(new GradientProblem(shape, 2, size, groups > 1, s_masks[kernel % 3]), width, "network layer");
        }
    }

    [Theory]
    [InlineData(33, 40, 9, 7, 1, 1)]
    [InlineData(48, 32, 8, 10, 0, 2)]
    [InlineData(40, 35, 22, 21, 1, 0)]
    [InlineData(32, 64, 23, 24, 1, 1)]
    public void Winograd_gradients_match_the_formula(int inputs, int outputs, int height, int width, int padBefore, int padAfter)
    {
        ConvolutionShape shape = Square(inputs, outputs, 1, 3) with
        {
            InputHeight = height,
            InputWidth = width,
            PadTop = padBefore,
            PadLeft = padBefore,
            PadBottom = padAfter,
            PadRight = padAfter,
        };
        foreach (int lanes in new[] { 16, 8, 4, 1 })
        {
            GradientProblem problem = new(shape, 2, inputs, true, Activation.Relu);
            PreparedOperation operation = KernelRig.At(lanes, () => ConvolutionGradient.PrepareInput(problem.Spec, problem.Weights));
            Assert.StartsWith("WinogradConvolution", operation.GetType().Name, StringComparison.Ordinal);
            float[] answer = problem.InputAnswer(operation);
            Assert.InRange(Error(problem.InputReference(), answer), 0, Tolerance);
            Assert.Equal(answer, problem.InputAnswer(operation, 1));
            operation = KernelRig.At(lanes, () => ConvolutionGradient.PrepareWeights(problem.Spec));
            Assert.StartsWith("WinogradWeightGradient", operation.GetType().Name, StringComparison.Ordinal);
            answer = problem.WeightAnswer(operation);
            Assert.InRange(Error(problem.WeightReference(), answer), 0, Tolerance);
            Assert.Equal(answer, problem.WeightAnswer(operation, 1));
        }
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void First_layers_match_the_formula_from_planar_floats(int width)
    {
        foreach ((int inputs, int outputs, int kernel, int stride, int dilation) in new[] { (3, 64, 7, 2, 1), (3, 32, 3, 2, 1), (1, 20, 5, 1, 1), (4, 100, 3, 1, 2), (2, 7, 1, 1, 1) })
        {
            ConvolutionShape shape = Square(inputs, outputs, 23, kernel) with
            {
                StrideX = stride,
                StrideY = stride,
                DilationX = dilation,
                DilationY = dilation,
                PadTop = kernel / 2,
                PadLeft = kernel / 2,
                PadRight = kernel / 2,
            };
            GradientProblem problem = new(shape, 2, kernel, false, Activation.None);
            PreparedOperation operation = KernelRig.At(width, () => ConvolutionGradient.PreparePlanarWeights(problem.Spec));
            float[] answer = problem.PlanarWeightAnswer(operation);
            Assert.InRange(Error(problem.WeightReference(), answer), 0, Tolerance);
            Assert.Equal(answer, problem.PlanarWeightAnswer(operation, 1));
        }
    }

    [Theory]
    [InlineData(64, 64, 56, 3, 1, 1, "Winograd4", true)]
    [InlineData(256, 256, 14, 3, 1, 1, "Winograd2", true)]
    [InlineData(512, 512, 7, 3, 1, 1, "Winograd2", true)]
    [InlineData(64, 64, 6, 3, 1, 1, "Direct", false)]
    [InlineData(64, 24, 28, 3, 1, 1, "Direct", false)]
    [InlineData(64, 128, 56, 3, 2, 1, "Direct", false)]
    [InlineData(512, 2048, 7, 1, 1, 1, "Direct", false)]
    [InlineData(96, 96, 28, 3, 1, 96, "Depthwise", false)]
    [InlineData(128, 128, 28, 3, 1, 32, "Grouped", false)]
    public void The_algorithm_follows_from_the_shape(int inputs, int outputs, int size, int kernel, int stride, int groups, string input, bool winogradWeights)
    {
        int pad = kernel / 2;
        ConvolutionShape shape = Square(inputs, outputs, size, kernel) with
        {
            StrideX = stride,
            StrideY = stride,
            Groups = groups,
            PadTop = pad,
            PadLeft = pad,
            PadBottom = pad,
            PadRight = pad,
        };
        Assert.Equal(input, ConvolutionGradient.Choose(shape, true).ToString());
        Assert.Equal(winogradWeights, ConvolutionGradient.UsesWinogradWeights(shape, true));
        Assert.DoesNotContain("Winograd", ConvolutionGradient.Choose(shape, false).ToString(), StringComparison.Ordinal);
        Assert.False(ConvolutionGradient.UsesWinogradWeights(shape, false));
    }

    [Theory]
    [MemberData(nameof(WidthsAndSeeds))]
    public void Any_division_of_items_gives_the_same_bits(int width, int seed)
    {
        SeededRandom random = new(700 + seed);
        GradientProblem problem = new(RandomShape(random, 60, 15), 3, seed, true, Activation.Relu);
        PreparedOperation input = KernelRig.At(width, () => ConvolutionGradient.PrepareInput(problem.Spec, problem.Weights));
        PreparedOperation weights = KernelRig.At(width, () => ConvolutionGradient.PrepareWeights(problem.Spec));
        float[] wholeInput = problem.InputAnswer(input);
        float[] wholeWeights = problem.WeightAnswer(weights);
        foreach (int range in new[] { 1, 2, 5 })
        {
            Assert.Equal(wholeInput, problem.InputAnswer(input, range));
            Assert.Equal(wholeWeights, problem.WeightAnswer(weights, range));
        }
    }

    [Fact]
    public void Weight_gradients_are_added_to_what_is_there()
    {
        foreach (int groups in new[] { 1, 24 })
        {
            GradientProblem problem = new(Square(24, 24, 9, 3) with { Groups = groups }, 2, 5, false, Activation.None);
            PreparedOperation operation = ConvolutionGradient.PrepareWeights(problem.Spec);
            double[] expected = [.. problem.WeightReference().Select(g => g + 3)];
            Assert.InRange(Error(expected, problem.WeightAnswer(operation, start: 3)), 0, Tolerance);
        }
    }

    [Fact]
    public void Rejects_layouts_and_masks_that_do_not_fit()
    {
        GradientProblem problem = new(Square(8, 8, 9, 3) with { PadTop = 1 }, 1, 1, false, Activation.None);
        ConvolutionGradientSpec spec = problem.Spec;
        ConvolutionGradientSpec bare = spec with { Output = spec.Output with { Halo = 1 } };
        Assert.Contains("needs 2", Assert.Throws<ArgumentException>(() => ConvolutionGradient.PrepareInput(bare, problem.Weights)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ConvolutionGradient.PrepareInput(spec with { Mask = new(ActivationKind.Gelu) }, problem.Weights));
        Assert.Throws<ArgumentException>(() => ConvolutionGradient.PrepareInput(spec, problem.Weights.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => ConvolutionGradient.PrepareWeights(spec with { Input = spec.Input with { Halo = 0 } }));
        Assert.Throws<ArgumentException>(() => ConvolutionGradient.PreparePlanarWeights(spec));
        PreparedOperation operation = ConvolutionGradient.PrepareWeights(spec);
        Assert.Throws<ArgumentException>(() => operation.Run(new OperationBuffers { Batch = 1, Input = new float[10], Second = new float[9999], Output = new float[9999] }, 0, 1));
    }

    internal static double Error(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = expected.Zip(actual, (e, a) => (e - a) * (e - a)).Sum();
        return Math.Sqrt(difference / Math.Max(1e-12, expected.Sum(e => e * e)));
    }

    internal static ConvolutionShape Square(int inputs, int outputs, int size, int kernel) => new()
    {
        InputChannels = inputs,
        OutputChannels = outputs,
        InputHeight = size,
        InputWidth = size,
        KernelHeight = kernel,
        KernelWidth = kernel,
    };

    private static void AssertRight(GradientProblem problem, int width, string what)
    {
        PreparedOperation input = KernelRig.At(width, () => ConvolutionGradient.PrepareInput(problem.Spec, problem.Weights));
        double error = Error(problem.InputReference(), problem.InputAnswer(input));
        Assert.True(error <= Tolerance, $"input gradient, {what}, {width} lanes, {problem.Spec.Shape}: error {error}");
        PreparedOperation weights = KernelRig.At(width, () => ConvolutionGradient.PrepareWeights(problem.Spec));
        error = Error(problem.WeightReference(), problem.WeightAnswer(weights));
        Assert.True(error <= Tolerance, $"weight gradient, {what}, {width} lanes, {problem.Spec.Shape}: error {error}");
    }

    private static ConvolutionShape RandomShape(SeededRandom random, int channels, int size)
    {
        int groups = random.NextInt32(3) == 0 ? 1 + random.NextInt32(6) : 1;
        bool depthwise = groups > 1 && random.NextInt32(2) == 0;
        int dilationY = 1 + random.NextInt32(2);
        int dilationX = 1 + random.NextInt32(3);
        int kernelHeight = 1 + random.NextInt32(5);
        int kernelWidth = 1 + random.NextInt32(6);
        return new ConvolutionShape
        {
            InputChannels = depthwise ? groups : groups * (1 + random.NextInt32(Math.Max(1, channels / groups))),
            OutputChannels = depthwise ? groups : groups * (1 + random.NextInt32(Math.Max(1, channels / groups))),
            Groups = groups,
            InputHeight = (dilationY * (kernelHeight - 1)) + 1 + random.NextInt32(size / 2),
            InputWidth = (dilationX * (kernelWidth - 1)) + 1 + random.NextInt32(size),
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
    }
}
