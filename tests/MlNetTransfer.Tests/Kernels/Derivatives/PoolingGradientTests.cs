using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

public sealed class PoolingGradientTests
{
    [Theory]
    [InlineData(3, 2, 1, 1, 9, 3, false)]
    [InlineData(3, 2, 0, 1, 8, 2, true)]
    [InlineData(2, 2, 0, 1, 9, 2, true)]
    [InlineData(5, 1, 2, 1, 7, 2, false)]
    [InlineData(3, 1, 1, 2, 8, 1, false)]
    [InlineData(2, 3, 0, 1, 8, 2, false)]
    [InlineData(3, 3, 1, 1, 8, 1, true)]
    public void Window_gradients_match_central_differences(int kernel, int stride, int pad, int dilation, int width, int channels, bool ceiling)
    {
        PoolingShape shape = Shape(kernel, stride, pad, dilation);
        BlockedLayout input = new(channels, width + 1, width, 1);
        BlockedLayout saved = input with { Halo = 0 };
        int Length(int n) => KernelsLayerReference.PooledLength(n, (kernel, stride, pad, dilation), ceiling);
        BlockedLayout output = new(channels, Length(input.Height), Length(input.Width), 2);
        float[] x = Distinct(2 * channels * input.Height * width, kernel);
        float[] dy = BlockedProblem.Random(output, 2, kernel);
        OperationCase problem = new()
        {
            Prepare = () => PoolingGradient.PrepareMax(shape, (saved, input), output),
            Input = KernelRig.ToBlocked(output, dy, 2),
            Second = KernelRig.ToBlocked(saved, x, 2),
            Output = [],
        };
        double[] expected = DifferenceQuotient.Of(v => KernelsLayerReference.Pool(v, shape, (input, output), isMax: true), x, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(problem, input)), 0, 1e-6);
        foreach (bool include in new[] { false, true })
        {
            PoolingShape average = shape with { CountIncludePad = include };
            OperationCase mean = problem with { Prepare = () => PoolingGradient.PrepareAverage(average, input, output), Second = [] };
            expected = DifferenceQuotient.Of(v => KernelsLayerReference.Pool(v, average, (input, output), isMax: false), x, dy);
            Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(mean, input)), 0, 1e-6);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(17, 3, 4)]
    public void Global_gradients_match_central_differences(int channels, int height, int width)
    {
        BlockedLayout input = new(channels, height, width, 1);
        BlockedLayout output = new(channels, 1, 1);
        PoolingShape all = new() { KernelHeight = height, KernelWidth = width };
        float[] x = Distinct(3 * channels * height * width, channels);
        float[] dy = BlockedProblem.Random(output, 3, channels);
        OperationCase problem = new()
        {
            Batch = 3,
            Prepare = () => PoolingGradient.PrepareGlobalAverage(input, output),
            Input = KernelRig.ToBlocked(output, dy, 3),
            Output = [],
        };
        double[] expected = DifferenceQuotient.Of(v => KernelsLayerReference.Pool(v, all, (input, output), isMax: false), x, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(problem, input)), 0, 1e-6);
        OperationCase largest = problem with { Prepare = () => PoolingGradient.PrepareGlobalMax((input, input), output), Second = KernelRig.ToBlocked(input, x, 3) };
        expected = DifferenceQuotient.Of(v => KernelsLayerReference.Pool(v, all, (input, output), isMax: true), x, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(largest, input)), 0, 1e-6);
    }

    [Fact]
    public void Bands_of_a_large_picture_meet_every_window_once()
    {
        PoolingShape shape = Shape(3, 2, 1, 1);
        BlockedLayout input = new(16, 112, 112);
        BlockedLayout output = new(16, 56, 56);
        float[] dy = KernelRig.Random(new SeededRandom(3), output.Length(1), 0.5f, 1f);
        float[] x = KernelRig.Random(new SeededRandom(4), input.Length(1));
        PreparedOperation operation = PoolingGradient.PrepareMax(shape, (input, input), output);
        Assert.True(operation.ItemCount(1) > 4);
        float[] answer = KernelRig.Unwritten(input, 1);
        KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = dy, Second = x, Output = answer }, 1);
        Assert.Equal(dy.Sum(v => (double)v), answer.Sum(v => (double)v), 1e-3);
        Assert.All(answer.Zip(x), pair => Assert.True(pair.First >= 0));
    }

    [Fact]
    public void Of_equal_values_the_first_takes_the_gradient()
    {
        // torch 1.13: torch.nn.functional.max_pool2d(torch.zeros(1, 1, 4, 4), 3, 1, 1), gradient of the sum.
        float[] expected = [4f, 2f, 2f, 0f, 2f, 1f, 1f, 0f, 2f, 1f, 1f, 0f, 0f, 0f, 0f, 0f];
        BlockedLayout layout = new(1, 4, 4);
        OperationCase problem = new()
        {
            Batch = 1,
            Prepare = () => PoolingGradient.PrepareMax(Shape(3, 1, 1, 1), (layout, layout), layout),
            Input = KernelRig.ToBlocked(layout, [.. Enumerable.Repeat(1f, 16)], 1),
            Second = new float[layout.Length(1)],
            Output = [],
        };
        Assert.Equal(expected, OperationCase.Blocked(problem, layout));
    }

    private static PoolingShape Shape(int kernel, int stride, int pad, int dilation) => new()
    {
        KernelHeight = kernel,
        KernelWidth = kernel,
        StrideY = stride,
        StrideX = stride,
        DilationY = dilation,
        DilationX = dilation,
        PadTop = pad,
        PadLeft = pad,
        PadBottom = pad,
        PadRight = pad,
    };

    /// <summary>Numbers a hundredth apart in random order: no ties within the step of the difference quotient.</summary>
    private static float[] Distinct(int count, int seed)
    {
        float[] values = [.. Enumerable.Range(0, count).Select(i => (i - (count / 2)) * 0.01f)];
        new SeededRandom(seed).Shuffle<float>(values);
        return values;
    }
}
