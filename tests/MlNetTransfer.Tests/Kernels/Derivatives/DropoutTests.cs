using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

public sealed class DropoutTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void The_rate_of_the_elements_is_zero_and_the_rest_is_scaled(double rate)
    {
        const int Length = 100_000;
        float[] output = Run(new DropoutSpec(rate, 0, new DropoutKey { Value = 1 }), Length, 1);
        double dropped = output.Count(v => v == 0f) / (double)Length;
        Assert.InRange(dropped, rate - 0.007, rate + 0.007);
        Assert.All(output.Where(v => v != 0f), v => Assert.Equal((float)(1 / (1 - rate)), v));
    }

    [Fact]
    public void Masks_change_with_key_layer_and_picture_and_with_nothing_else()
    {
        DropoutKey key = new() { Value = 5 };
        DropoutSpec spec = new(0.5, 1, key);
        float[] both = Run(spec, 1000, 2);
        Assert.Equal(both, Run(spec, 1000, 2));
        Assert.NotEqual(both[..1000], both[1000..]);
        Assert.NotEqual(both, Run(new DropoutSpec(0.5, 2, key), 1000, 2));
        key.FirstPicture = 1;
        Assert.Equal(both[1000..], Run(spec, 1000, 1));
        key.FirstPicture = 0;
        key.Value = 6;
        Assert.NotEqual(both, Run(spec, 1000, 2));
    }

    [Fact]
    public void Blocked_and_dense_activations_have_one_mask()
    {
        BlockedLayout layout = new(21, 5, 7, 1);
        DropoutSpec spec = new(0.3, 0, new DropoutKey { Value = 9 });
        float[] x = BlockedProblem.Random(layout, 2, 1);
        float[] dense = new OperationCase { Prepare = () => Dropout.PrepareFlat(spec, x.Length / 2), Input = x, Output = new float[x.Length] }.Answer();
        OperationCase blocked = new() { Prepare = () => Dropout.Prepare(spec, layout, layout), Input = KernelRig.ToBlocked(layout, x, 2), Output = [] };
        Assert.Equal(dense, OperationCase.Blocked(blocked, layout));
        Assert.Contains(0f, dense);
    }

    [Fact]
    public void Neighbouring_keys_pictures_and_elements_are_independent()
    {
        const int Length = 20_000;
        float[] Mask(ulong key, int picture, int shift) => Run(new DropoutSpec(0.5, 0, new DropoutKey { Value = key, FirstPicture = picture }), Length + shift, 1)[shift..];
        float[] mask = Mask(7, 0, 0);
        foreach (float[] other in new[] { Mask(8, 0, 0), Mask(7, 1, 0), Mask(7, 0, 1) })
        {
            // Four standard deviations of a fair coin.
            double same = mask.Zip(other).Count(pair => pair.First == pair.Second) / (double)Length;
            Assert.InRange(same, 0.5 - 0.0142, 0.5 + 0.0142);
        }
    }

    [Fact]
    public void Rates_that_are_no_probability_are_refused()
    {
        foreach (double rate in new[] { -0.1, 1.1, double.NaN })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => new DropoutSpec(rate, 0, new DropoutKey()));
        }
    }

    private static float[] Run(DropoutSpec spec, int length, int batch)
    {
        float[] output = new float[length * batch];
        float[] ones = [.. Enumerable.Repeat(1f, output.Length)];
        KernelRig.Run(Dropout.PrepareFlat(spec, length), new OperationBuffers { Batch = batch, Input = ones, Output = output }, 1);
        return output;
    }
}
