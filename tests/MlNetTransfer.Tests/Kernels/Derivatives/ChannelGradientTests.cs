using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

public sealed class ChannelGradientTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(16, 3, 2)]
    [InlineData(21, 5, 7)]
    public void Scale_and_shift_gradients_match_central_differences(int channels, int height, int width)
    {
        BlockedLayout input = new(channels, height, width, 1);
        BlockedLayout gradient = input with { Halo = 0 };
        float[] x = BlockedProblem.Random(input, 2, 1);
        float[] dy = BlockedProblem.Random(gradient, 2, 2);
        float[] scale = KernelRig.Random(new SeededRandom(3), channels);
        float[] before = KernelRig.Random(new SeededRandom(4), 2 * channels);
        float[] answer = new OperationCase
        {
            Prepare = () => ScaleShiftGradient.PrepareParameters(input, gradient),
            Input = KernelRig.ToBlocked(input, x, 2),
            Second = KernelRig.ToBlocked(gradient, dy, 2),
            Output = before,
        }.Answer();
        double[] wide = DifferenceQuotient.Widen(x);
        double[] ofParameters = DifferenceQuotient.Of(
            p => KernelsLayerReference.ScaleShift(wide, p[..channels], p[channels..], height * width), [.. scale, .. scale], dy);
        Assert.InRange(DifferenceQuotient.Error([.. ofParameters.Zip(before, (a, b) => a + b)], answer), 0, 1e-6);

        float[] ofInput = BlockedProblem.Answer(
            () => Elementwise.PrepareScaleShift(new AffineChannels(scale, new float[channels]), gradient, input), (gradient, input), 2, dy);
        double[] expected = DifferenceQuotient.Of(
            v => KernelsLayerReference.ScaleShift(v, DifferenceQuotient.Widen(scale), new double[channels], height * width), x, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, ofInput), 0, 1e-6);
    }

    [Fact]
    public void New_scales_and_shifts_replace_the_old_ones()
    {
        BlockedLayout layout = new(19, 3, 4);
        float[] x = BlockedProblem.Random(layout, 2, 1);
        float[] scale = KernelRig.Random(new SeededRandom(5), 19);
        float[] shift = KernelRig.Random(new SeededRandom(6), 19);
        PreparedOperation Replaced(float[] bias)
        {
            PreparedOperation operation = Elementwise.PrepareScaleShift(new AffineChannels(new float[19], Enumerable.Repeat(1f, 19).ToArray()), layout, layout);
            IWeightedOperation weighted = Assert.IsAssignableFrom<IWeightedOperation>(operation);
            weighted.Pack(scale, bias, 0, weighted.PackItemCount);
            return operation;
        }

        float[] fresh = BlockedProblem.Answer(() => Elementwise.PrepareScaleShift(new AffineChannels(scale, shift), layout, layout), (layout, layout), 2, x);
        Assert.Equal(fresh, BlockedProblem.Answer(() => Replaced(shift), (layout, layout), 2, x));
        float[] plain = BlockedProblem.Answer(() => Elementwise.PrepareScaleShift(new AffineChannels(scale, new float[19]), layout, layout), (layout, layout), 2, x);
        Assert.Equal(plain, BlockedProblem.Answer(() => Replaced([]), (layout, layout), 2, x));
    }

    [Theory]
    [InlineData(5, 1, 1)]
    [InlineData(33, 7, 5)]
    [InlineData(16, 40, 37)]
    public void Channel_sums_are_added_to_what_is_there(int channels, int height, int width)
    {
        BlockedLayout gradient = new(channels, height, width, 1);
        float[] dy = BlockedProblem.Random(gradient, 3, 2);
        float[] before = KernelRig.Random(new SeededRandom(4), channels);
        float[] answer = new OperationCase
        {
            Batch = 3,
            Prepare = () => ChannelSumGradient.Prepare(gradient),
            Input = KernelRig.ToBlocked(gradient, dy, 3),
            Output = before,
        }.Answer();
        double[] expected = DifferenceQuotient.Widen(before);
        for (int i = 0; i < dy.Length; i++)
        {
            expected[i / (height * width) % channels] += dy[i];
        }

        Assert.InRange(DifferenceQuotient.Error(expected, answer), 0, 1e-6);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(21, 3, 5)]
    public void Broadcast_products_match_central_differences(int channels, int height, int width)
    {
        BlockedLayout first = new(channels, height, width, 1);
        BlockedLayout gradient = first with { Halo = 0 };
        BlockedLayout second = new(channels, 1, 1);
        float[] a = BlockedProblem.Random(first, 2, 1);
        float[] b = BlockedProblem.Random(second, 2, 2);
        float[] dy = BlockedProblem.Random(gradient, 2, 3);
        int plane = height * width;
        OperationCase problem = new()
        {
            Prepare = () => BroadcastGradient.PrepareProduct(gradient, first, second),
            Input = KernelRig.ToBlocked(gradient, dy, 2),
            Second = KernelRig.ToBlocked(first, a, 2),
            Output = [],
        };
        double[] expected = DifferenceQuotient.Of(v => [.. a.Select((x, i) => x * v[i / plane])], b, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(problem, second)), 0, 1e-6);

        BinaryOperation product = new(BinaryKind.Mul, gradient, second, first);
        float[] ofFirst = BlockedProblem.Answer(() => Elementwise.PrepareBinary(product), (gradient, first), 2, dy, (second, b));
        expected = DifferenceQuotient.Of(v => [.. v.Select((x, i) => x * b[i / plane])], a, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, ofFirst), 0, 1e-6);

        OperationCase sum = problem with { Prepare = () => BroadcastGradient.PrepareSum(gradient, second), Second = [] };
        expected = DifferenceQuotient.Of(v => [.. a.Select((x, i) => x + v[i / plane])], b, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(sum, second)), 0, 1e-6);
    }
}
