using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.Kernels;

public sealed class PoolingTests
{
    [Theory]
    [InlineData(3, 2, 1, 1, 112, 20, false)]
    [InlineData(3, 2, 0, 1, 15, 7, true)]
    [InlineData(2, 2, 0, 1, 9, 9, true)]
    [InlineData(5, 1, 2, 1, 7, 3, false)]
    [InlineData(3, 1, 1, 2, 11, 5, false)]
    [InlineData(3, 3, 1, 1, 8, 16, true)]
    [InlineData(13, 5, 0, 1, 13, 13, false)]
    public void Windows_match_the_formula(int kernel, int stride, int pad, int dilation, int width, int channels, bool ceiling)
    {
        PoolingShape shape = new()
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
        BlockedLayout input = new(channels, width + 1, width, 1);
        int Length(int n)
        {
            // As PyTorch and ONNX have it: no window starts in the padding after the picture.
            int length = ((n + (2 * pad) - (dilation * (kernel - 1)) - 1 + (ceiling ? stride - 1 : 0)) / stride) + 1;
            return (length - 1) * stride >= n + pad ? length - 1 : length;
        }

        BlockedLayout output = new(channels, Length(input.Height), Length(input.Width), 2);
        float[] values = BlockedProblem.Random(input, 2, kernel);
        float[] largest = BlockedProblem.Answer(() => Pooling.PrepareMax(shape, input, output), (input, output), 2, values);
        Assert.Equal(Expected(shape, input, output, values, Kind.Max), largest.Select(v => (double)v));
        foreach (bool include in new[] { false, true })
        {
            PoolingShape average = shape with { CountIncludePad = include };
            float[] mean = BlockedProblem.Answer(() => Pooling.PrepareAverage(average, input, output), (input, output), 2, values);
            Assert.InRange(KernelRig.Error(Expected(average, input, output, values, include ? Kind.MeanWithPad : Kind.Mean), mean), 0, 1e-6);
        }
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(17, 7, 7)]
    [InlineData(48, 13, 5)]
    public void Global_pooling_matches_the_formula(int channels, int height, int width)
    {
        BlockedLayout input = new(channels, height, width, 1);
        BlockedLayout output = new(channels, 1, 1);
        float[] values = BlockedProblem.Random(input, 3, channels);
        PoolingShape all = new() { KernelHeight = height, KernelWidth = width };
        float[] mean = BlockedProblem.Answer(() => Pooling.PrepareGlobalAverage(input, output), (input, output), 3, values);
        Assert.InRange(KernelRig.Error(Expected3(all, input, output, values, Kind.Mean), mean), 0, 1e-6);
        float[] largest = BlockedProblem.Answer(() => Pooling.PrepareGlobalMax(input, output), (input, output), 3, values);
        Assert.Equal(Expected3(all, input, output, values, Kind.Max), largest.Select(v => (double)v));
    }

    private enum Kind
    {
        Max,
        Mean,
        MeanWithPad,
    }

    private static double[] Expected(PoolingShape shape, BlockedLayout input, BlockedLayout output, float[] values, Kind kind) =>
        ExpectedOf(shape, input, output, values, (kind, 2));

    private static double[] Expected3(PoolingShape shape, BlockedLayout input, BlockedLayout output, float[] values, Kind kind) =>
        ExpectedOf(shape, input, output, values, (kind, 3));

    private static double[] ExpectedOf(PoolingShape s, BlockedLayout input, BlockedLayout output, float[] values, (Kind Kind, int Batch) what)
    {
        List<double> all = [];
        for (int plane = 0; plane < what.Batch * input.Channels; plane++)
        {
            for (int y = 0; y < output.Height; y++)
            {
                for (int x = 0; x < output.Width; x++)
                {
                    List<double> inside = [];
                    int padded = 0;
                    for (int ky = 0; ky < s.KernelHeight; ky++)
                    {
                        for (int kx = 0; kx < s.KernelWidth; kx++)
                        {
                            int iy = (y * s.StrideY) - s.PadTop + (ky * s.DilationY);
                            int ix = (x * s.StrideX) - s.PadLeft + (kx * s.DilationX);
                            padded += iy < input.Height + s.PadBottom && ix < input.Width + s.PadRight ? 1 : 0;
                            if (iy >= 0 && iy < input.Height && ix >= 0 && ix < input.Width)
                            {
                                inside.Add(values[(((plane * input.Height) + iy) * input.Width) + ix]);
                            }
                        }
                    }

                    all.Add(what.Kind == Kind.Max ? inside.Max() : inside.Sum() / (what.Kind == Kind.Mean ? inside.Count : padded));
                }
            }
        }

        return [.. all];
    }
}
