using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Kernels;

/// <summary>New weights packed into an operation give the bits of an operation prepared with them.</summary>
public sealed class WeightedOperationTests
{
    public static TheoryData<int, int, int, int, int> Layers => new()
    {
        { 33, 70, 3, 1, 1 }, { 33, 70, 3, 2, 1 }, { 20, 40, 1, 1, 1 }, { 24, 24, 3, 1, 24 }, { 24, 24, 3, 2, 24 }, { 32, 64, 3, 1, 8 }, { 40, 36, 5, 3, 1 },
    };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Convolutions_and_their_input_gradients_take_new_weights(int inputs, int outputs, int kernel, int stride, int groups)
    {
        ConvolutionShape shape = ConvolutionGradientTests.Square(inputs, outputs, 11, kernel) with
        {
            StrideX = stride,
            StrideY = stride,
            Groups = groups,
            PadTop = kernel / 2,
            PadLeft = kernel / 2,
            PadBottom = kernel / 2,
            PadRight = kernel / 2,
        };
        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            ConvolutionProblem forward = new(shape, 2, outputs, true, Activation.Relu);
            float[] bias = KernelRig.Random(new SeededRandom(3), outputs);
            float[] other = [.. forward.Weights.Select(w => 5 - w)];
            PreparedOperation packed = KernelRig.At(width, () => Convolution.Prepare(forward.Spec, other, other.AsSpan(0, outputs)));
            Pack(packed, forward.Weights, bias);
            PreparedOperation fresh = KernelRig.At(width, () => Convolution.Prepare(forward.Spec, forward.Weights, bias));
            Assert.Equal(forward.Answer(fresh), forward.Answer(packed));

            GradientProblem backward = new(shape, 2, outputs, true, Activation.Relu);
            packed = KernelRig.At(width, () => ConvolutionGradient.PrepareInput(backward.Spec, other));
            Pack(packed, backward.Weights, bias);
            fresh = KernelRig.At(width, () => ConvolutionGradient.PrepareInput(backward.Spec, backward.Weights));
            Assert.Equal(backward.InputAnswer(fresh), backward.InputAnswer(packed));
        }
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void First_layers_take_new_weights(int width)
    {
        ConvolutionShape shape = ConvolutionGradientTests.Square(3, 40, 15, 5) with { StrideX = 2, StrideY = 2, PadTop = 2, PadLeft = 2, PadBottom = 2, PadRight = 2 };
        ConvolutionProblem problem = new(shape, 1, 1, false, Activation.Relu);
        float[] Answer(PreparedOperation operation)
        {
            float[] output = KernelRig.Unwritten(problem.Spec.Output, 1);
            KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = problem.Input, Output = output });
            return output;
        }

        PreparedOperation packed = KernelRig.At(width, () => PixelStem.PreparePlanar(problem.Spec, new float[problem.Weights.Length], []));
        Pack(packed, problem.Weights, problem.Bias);
        Assert.Equal(Answer(KernelRig.At(width, () => PixelStem.PreparePlanar(problem.Spec, problem.Weights, problem.Bias))), Answer(packed));
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void Dense_layers_take_new_weights_and_have_the_gradients_of_the_formula(int width)
    {
        foreach ((int inputs, int outputs, int rows) in new[] { (70, 45, 5), (16, 33, 1), (129, 64, 17), (3, 1, 2) })
        {
            SeededRandom random = new(inputs);
            DenseSpec spec = new() { InputLength = inputs, OutputLength = outputs };
            float[] x = KernelRig.Random(random, rows * inputs);
            float[] dy = KernelRig.Random(random, rows * outputs);
            float[] weights = KernelRig.Random(random, inputs * outputs);
            float[] bias = KernelRig.Random(random, outputs);
            float[] empty = new float[weights.Length];
            PreparedOperation forward = KernelRig.At(width, () => Dense.Prepare(spec, empty, bias));
            Pack(forward, weights, bias);
            Assert.Equal(Run(KernelRig.At(width, () => Dense.Prepare(spec, weights, bias)), x, [], rows * outputs, rows), Run(forward, x, [], rows * outputs, rows));

            PreparedOperation input = KernelRig.At(width, () => DenseGradient.PrepareInput(spec, empty));
            Pack(input, weights, bias);
            double[] dx = new double[x.Length];
            double[] parameters = new double[weights.Length + outputs];
            for (int i = 0; i < rows * outputs; i++)
            {
                (int row, int m) = Math.DivRem(i, outputs);
                parameters[weights.Length + m] += dy[i];
                for (int k = 0; k < inputs; k++)
                {
                    dx[(row * inputs) + k] += (double)dy[i] * weights[(m * inputs) + k];
                    parameters[(m * inputs) + k] += (double)dy[i] * x[(row * inputs) + k];
                }
            }

            Assert.InRange(ConvolutionGradientTests.Error(dx, Run(input, dy, [], x.Length, rows)), 0, 1e-5);
            PreparedOperation weight = KernelRig.At(width, () => DenseGradient.PrepareWeights(spec));
            float[] answer = Run(weight, x, dy, parameters.Length, rows);
            Assert.InRange(ConvolutionGradientTests.Error(parameters, answer), 0, 1e-5);
            Assert.Equal(answer, Run(weight, x, dy, parameters.Length, rows, 1));
        }
    }

    /// <summary>Packs item by item, last first.</summary>
    private static void Pack(PreparedOperation operation, float[] weights, float[] bias)
    {
        IWeightedOperation weighted = Assert.IsAssignableFrom<IWeightedOperation>(operation);
        for (int item = weighted.PackItemCount - 1; item >= 0; item--)
        {
            weighted.Pack(weights, bias, item, item + 1);
        }
    }

    private static float[] Run(PreparedOperation operation, float[] input, float[] second, int outputs, int batch, int step = 0)
    {
        float[] output = new float[outputs];
        KernelRig.Run(operation, new OperationBuffers { Batch = batch, Input = input, Second = second, Output = output }, step);
        return output;
    }
}
