using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

public sealed class PixelStemTests
{
    private static readonly InputNormalization s_normalization = new() { Mean = [123.675f, 116.28f, 103.53f], Deviation = [58.395f, 57.12f, 57.375f] };

    [Theory]
    [InlineData(3, 2, 1, 1, 33, 32)]
    [InlineData(7, 2, 3, 1, 45, 64)]
    [InlineData(11, 4, 2, 1, 51, 20)]
    [InlineData(3, 1, 1, 1, 9, 17)]
    [InlineData(3, 1, 2, 2, 13, 48)]
    [InlineData(4, 4, 0, 1, 16, 8)]
    public void Pixels_and_planar_floats_match_the_formula(int kernel, int stride, int pad, int dilation, int width, int outputs)
    {
        foreach (bool blueFirst in new[] { false, true })
        {
            InputNormalization normalization = s_normalization with { BlueFirst = blueFirst };
            ConvolutionShape shape = new()
            {
                InputChannels = 3,
                OutputChannels = outputs,
                InputHeight = width + 2,
                InputWidth = width,
                KernelHeight = kernel,
                KernelWidth = kernel,
                StrideX = stride,
                StrideY = stride,
                PadTop = pad,
                PadLeft = pad,
                PadBottom = pad,
                PadRight = pad,
                DilationX = dilation,
                DilationY = dilation,
            };
            ConvolutionSpec spec = new() { Shape = shape, Output = new BlockedLayout(outputs, shape.OutputHeight, shape.OutputWidth, 1), Activation = Activation.Relu6 };
            SeededRandom random = new(width);
            float[] weights = KernelRig.Random(random, outputs * 3 * kernel * kernel, -0.1f, 0.1f);
            float[] bias = KernelRig.Random(random, outputs);
            byte[] pixels = [.. Enumerable.Range(0, 2 * shape.InputHeight * width * 3).Select(_ => (byte)random.NextInt32(256))];
            float[] planar = Planar(pixels, shape, normalization);
            double[] expected = [.. KernelsConvolutionReference.Compute(shape, planar, weights, bias, 2).Select(v => Math.Clamp(v, 0, 6))];
            foreach (int lanes in new[] { 16, 8, 4, 1 })
            {
                float[] output = KernelRig.Unwritten(spec.Output, 2);
                PreparedOperation operation = KernelRig.At(lanes, () => PixelStem.PreparePixels(spec, normalization, weights, bias));
                KernelRig.Run(operation, new OperationBuffers { Batch = 2, Pixels = pixels, Output = output }, 1);
                float[] answer = KernelRig.FromBlocked(spec.Output, output, 2);
                Assert.InRange(KernelRig.Error(expected, answer), 0, 3e-6);
                float[] fromFloats = KernelRig.Unwritten(spec.Output, 2);
                KernelRig.Run(
                    KernelRig.At(lanes, () => PixelStem.PreparePlanar(spec, weights, bias)),
                    new OperationBuffers { Batch = 2, Input = planar, Output = fromFloats });
                Assert.Equal(answer, KernelRig.FromBlocked(spec.Output, fromFloats, 2));
            }
        }
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void Weight_gradients_from_pixels_and_from_planar_floats_have_the_same_bits(int width)
    {
        ConvolutionShape shape = ConvolutionGradientTests.Square(3, 24, 13, 3) with { StrideX = 2, StrideY = 2, PadTop = 1, PadLeft = 1 };
        ConvolutionGradientSpec spec = new() { Shape = shape, Output = new BlockedLayout(24, shape.OutputHeight, shape.OutputWidth) };
        SeededRandom random = new(width);
        byte[] pixels = [.. Enumerable.Range(0, 2 * 13 * 13 * 3).Select(_ => (byte)random.NextInt32(256))];
        float[] gradient = KernelRig.ToBlocked(spec.Output, KernelRig.Random(random, 2 * 24 * shape.OutputHeight * shape.OutputWidth), 2);
        float[] fromPixels = new float[(24 * 27) + 24];
        float[] fromFloats = new float[fromPixels.Length];
        KernelRig.Run(
            KernelRig.At(width, () => ConvolutionGradient.PreparePixelWeights(spec, s_normalization)),
            new OperationBuffers { Batch = 2, Pixels = pixels, Second = gradient, Output = fromPixels });
        KernelRig.Run(
            KernelRig.At(width, () => ConvolutionGradient.PreparePlanarWeights(spec)),
            new OperationBuffers { Batch = 2, Input = Planar(pixels, shape, s_normalization), Second = gradient, Output = fromFloats });
        Assert.Equal(fromFloats, fromPixels);
        Assert.Contains(fromPixels, g => g != 0);
    }

    [Fact]
    public void Pixels_convert_to_blocked_and_to_flat_floats()
    {
        SeededRandom random = new(1);
        ConvolutionShape size = new() { InputChannels = 3, OutputChannels = 3, InputHeight = 4, InputWidth = 5, KernelHeight = 1, KernelWidth = 1 };
        byte[] pixels = [.. Enumerable.Range(0, 2 * 4 * 5 * 3).Select(_ => (byte)random.NextInt32(256))];
        float[] planar = Planar(pixels, size, s_normalization);
        BlockedLayout layout = new(3, 4, 5, 1);
        float[] blocked = KernelRig.Unwritten(layout, 2);
        KernelRig.Run(LayoutConversion.PreparePixelsToBlocked(s_normalization, layout), new OperationBuffers { Batch = 2, Pixels = pixels, Output = blocked }, 1);
        Assert.Equal(planar, KernelRig.FromBlocked(layout, blocked, 2));
        float[] flat = new float[planar.Length];
        KernelRig.Run(LayoutConversion.PreparePixelsToFlat(s_normalization, 4, 5), new OperationBuffers { Batch = 2, Pixels = pixels, Output = flat }, 3);
        Assert.Equal(planar, flat);
        KernelRig.Run(
            LayoutConversion.PreparePixelsToFlat(s_normalization with { ChannelsLast = true }, 4, 5), new OperationBuffers { Batch = 2, Pixels = pixels, Output = flat });
        Assert.Equal(Enumerable.Range(0, flat.Length).Select(i => planar[(i / 60 * 60) + (i % 3 * 20) + (i / 3 % 20)]), flat);
    }

    private static float[] Planar(byte[] pixels, ConvolutionShape shape, InputNormalization normalization)
    {
        int plane = shape.InputHeight * shape.InputWidth;
        float[] planar = new float[pixels.Length];
        for (int i = 0; i < planar.Length; i++)
        {
            int channel = i / plane % 3;
            int colour = normalization.BlueFirst ? 2 - channel : channel;
            planar[i] = (pixels[(i / plane / 3 * plane * 3) + (i % plane * 3) + colour] - normalization.Mean[colour]) / normalization.Deviation[colour];
        }

        return planar;
    }
}
