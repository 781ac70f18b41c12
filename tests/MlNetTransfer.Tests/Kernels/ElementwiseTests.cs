using MlNetTransfer.Kernels;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

public sealed class ElementwiseTests
{
    private static readonly BlockedLayout s_input = new(21, 5, 7, 1);
    private static readonly BlockedLayout s_output = new(21, 5, 7, 2);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Binary_functions_match_the_formula(int kind)
    {
        BlockedLayout second = s_input with { Halo = 0 };
        float[] a = BlockedProblem.Random(s_input, 2, kind);
        float[] b = [.. BlockedProblem.Random(second, 2, kind + 10).Select(v => v + 2f)];
        BinaryOperation operation = new((BinaryKind)kind, s_input, second, s_output, Activation.Relu);
        float[] answer = BlockedProblem.Answer(() => Elementwise.PrepareBinary(operation), (s_input, s_output), 2, a, (second, b));
        Assert.InRange(KernelRig.Error([.. a.Zip(b, (x, y) => Math.Max(0, Of((BinaryKind)kind, x, y)))], answer), 0, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_second_operand_of_one_pixel_meets_every_pixel(int kind)
    {
        BlockedLayout second = new(21, 1, 1);
        float[] a = BlockedProblem.Random(s_input, 2, kind);
        float[] b = BlockedProblem.Random(second, 2, kind + 1);
        BinaryOperation operation = new((BinaryKind)kind, s_input, second, s_output);
        float[] answer = BlockedProblem.Answer(() => Elementwise.PrepareBinary(operation), (s_input, s_output), 2, a, (second, b));
        Assert.InRange(KernelRig.Error([.. a.Select((x, i) => Of((BinaryKind)kind, x, b[i / 35]))], answer), 0, 1e-6);
    }

    [Fact]
    public void Functions_keep_padding_channels_zero_where_they_move_zero()
    {
        float[] a = BlockedProblem.Random(s_input, 2, 5);
        Activation sigmoid = new(ActivationKind.Sigmoid);
        float[] answer = BlockedProblem.Answer(() => Elementwise.PrepareUnary(sigmoid, s_input, s_output), (s_input, s_output), 2, a);
        Assert.InRange(KernelRig.Error([.. a.Select(x => KernelsFunctionReference.Compute(sigmoid, x))], answer), 0, 1e-6);
    }

    [Fact]
    public void Scale_and_shift_meet_their_channels()
    {
        float[] a = BlockedProblem.Random(s_input, 2, 6);
        float[] scale = BlockedProblem.Random(new BlockedLayout(21, 1, 1), 1, 7);
        float[] shift = BlockedProblem.Random(new BlockedLayout(21, 1, 1), 1, 8);
        float[] answer = BlockedProblem.Answer(
            () => Elementwise.PrepareScaleShift(new AffineChannels(scale, shift, Activation.Relu6), s_input, s_output), (s_input, s_output), 2, a);
        Assert.InRange(
            KernelRig.Error([.. a.Select((x, i) => Math.Clamp((x * (double)scale[i / 35 % 21]) + shift[i / 35 % 21], 0, 6))], answer), 0, 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(20000)]
    public void Dense_floats_match_the_formula_at_every_length(int length)
    {
        float[] a = KernelRig.Random(new MlNetTransfer.Runtime.SeededRandom(length), 2 * length);
        float[] b = KernelRig.Random(new MlNetTransfer.Runtime.SeededRandom(length + 1), 2 * length);
        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            float[] output = new float[2 * length];
            PreparedOperation operation = KernelRig.At(width, () => Elementwise.PrepareFlatBinary(BinaryKind.Sub, Activation.Relu, length));
            KernelRig.Run(operation, new OperationBuffers { Batch = 2, Input = a, Second = b, Output = output }, 1);
            Assert.Equal(a.Zip(b, (x, y) => Math.Max(0f, x - y)), output);
        }
    }

    [Fact]
    public void Largest_and_smallest_of_a_NaN_are_NaN()
    {
        float[] a = [float.NaN, 1f, 2f];
        float[] b = [1f, float.NaN, 3f];
        foreach (int width in new[] { 16, 8, 4, 1 })
        {
            float[] output = new float[3];
            KernelRig.Run(
                KernelRig.At(width, () => Elementwise.PrepareFlatBinary(BinaryKind.Max, Activation.None, 3)),
                new OperationBuffers { Batch = 1, Input = a, Second = b, Output = output });
            Assert.Equal([float.NaN, float.NaN, 3f], output);
            KernelRig.Run(
                KernelRig.At(width, () => Elementwise.PrepareFlatBinary(BinaryKind.Min, Activation.None, 3)),
                new OperationBuffers { Batch = 1, Input = a, Second = b, Output = output });
            Assert.Equal([float.NaN, float.NaN, 2f], output);
        }
    }

    private static double Of(BinaryKind kind, double a, double b) => kind switch
    {
        BinaryKind.Add => a + b,
        BinaryKind.Sub => a - b,
        BinaryKind.Mul => a * b,
        BinaryKind.Div => a / b,
        BinaryKind.Max => Math.Max(a, b),
        _ => Math.Min(a, b),
    };
}
