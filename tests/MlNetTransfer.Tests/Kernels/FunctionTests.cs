using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels;

public sealed class FunctionTests
{
    private const int Count = 20_003;

    public static TheoryData<int, int> WidthsAndKinds
    {
        get
        {
            TheoryData<int, int> data = [];
            foreach (int width in new[] { 16, 8, 4, 1 })
            {
                foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
                {
                    data.Add(width, (int)kind);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(WidthsAndKinds))]
    public void Every_function_matches_double_precision(int width, int kind)
    {
        Activation function = Parameters((ActivationKind)kind);
        float[] input = Inputs((ActivationKind)kind);
        float[] output = Run(width, function, input);
        for (int i = 0; i < input.Length; i++)
        {
            double expected = KernelsFunctionReference.Compute(function, input[i]);
            double allowed = Tolerance((ActivationKind)kind, input[i], expected);
            Assert.True(Math.Abs(output[i] - expected) <= allowed, $"{function.Kind}({input[i]:R}) is {output[i]:R}, expected {expected:R} within {allowed}");
        }
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void Exp_log_tanh_erf_and_sigmoid_keep_their_stated_ulps(int width)
    {
        Assert.InRange(WorstUlps(width, ActivationKind.Exp, -87f, 88f), 0, 2);
        Assert.InRange(WorstUlps(width, ActivationKind.Log, 1e-30f, 1e30f), 0, 2);
        Assert.InRange(WorstUlps(width, ActivationKind.Log, 0.5f, 2f), 0, 2);
        Assert.InRange(WorstUlps(width, ActivationKind.Tanh, -10f, 10f), 0, 4);
        Assert.InRange(WorstUlps(width, ActivationKind.Erf, -5f, 5f), 0, 4);
        Assert.InRange(WorstUlps(width, ActivationKind.Sigmoid, -80f, 20f), 0, 4);
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void Ends_of_the_range_give_limits_and_NaN_stays_NaN(int width)
    {
        float[] input = [float.NegativeInfinity, float.PositiveInfinity, float.NaN, 0f, -200f, 200f, -1f, 1e-40f];
        Assert.Equal([0f, float.PositiveInfinity, float.NaN, 1f, 0f, float.PositiveInfinity], Run(width, new(ActivationKind.Exp), input)[..6]);
        float[] log = Run(width, new(ActivationKind.Log), input);
        Assert.Equal([float.NaN, float.PositiveInfinity, float.NaN, float.NegativeInfinity], log[..4]);
        Assert.Equal(float.NaN, log[6]);
        Assert.Equal(Math.Log(1e-40f), log[7], 1e-4);
        Assert.Equal([0f, 1f, float.NaN, 0.5f, 0f, 1f], Run(width, new(ActivationKind.Sigmoid), input)[..6]);
        Assert.Equal([-1f, 1f, float.NaN, 0f, -1f, 1f], Run(width, new(ActivationKind.Tanh), input)[..6]);
        Assert.Equal([-1f, 1f, float.NaN, 0f, -1f, 1f], Run(width, new(ActivationKind.Erf), input)[..6]);
        Assert.Equal([0f, 6f, float.NaN, 0f, 0f, 6f], Run(width, Activation.Relu6, input)[..6]);
    }

    [Theory]
    [MemberData(nameof(KernelRig.Widths), MemberType = typeof(KernelRig))]
    public void Numbers_give_the_same_bits_at_any_place(int width)
    {
        float[] input = KernelRig.Random(new SeededRandom(3), 999, -6f, 6f);
        foreach (ActivationKind kind in new[] { ActivationKind.Silu, ActivationKind.Gelu, ActivationKind.Softplus, ActivationKind.Tanh })
        {
            float[] whole = Run(width, new(kind), input);
            for (int start = 1; start < 20; start += 3)
            {
                Assert.Equal(whole[start..], Run(width, new(kind), input[start..]));
            }
        }
    }

    private static float[] Run(int width, Activation function, float[] input)
    {
        PreparedOperation operation = KernelRig.At(width, () => Elementwise.PrepareFlatUnary(function, input.Length));
        float[] output = new float[input.Length];
        KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = input, Output = output });
        return output;
    }

    private static double WorstUlps(int width, ActivationKind kind, float low, float high)
    {
        SeededRandom random = new(7);
        float[] input = KernelRig.Random(random, Count, low, high);
        if (low > 0 && high / low > 1e10f)
        {
            input = [.. input.Select(_ => (float)Math.Exp(Math.Log(low) + (random.NextDouble() * Math.Log((double)high / low))))];
        }

        float[] output = Run(width, new(kind), input);
        double worst = 0;
        for (int i = 0; i < input.Length; i++)
        {
            double expected = KernelsFunctionReference.Compute(new(kind), input[i]);
            float near = Math.Max(Math.Abs((float)expected), 1e-37f);
            worst = Math.Max(worst, Math.Abs(output[i] - expected) / (MathF.BitIncrement(near) - near));
        }

        return worst;
    }

    private static float[] Inputs(ActivationKind kind)
    {
        bool positive = kind is ActivationKind.Log or ActivationKind.Sqrt or ActivationKind.Reciprocal;
        return KernelRig.Random(new SeededRandom((int)kind), Count, positive ? 1e-3f : -12f, 12f);
    }

    private static Activation Parameters(ActivationKind kind) => kind switch
    {
        ActivationKind.Clamp => new(kind, -0.5f, 3f),
        ActivationKind.LeakyRelu => new(kind, 0.01f),
        ActivationKind.HardSigmoid => new(kind, 1f / 6, 0.5f),
        ActivationKind.Elu => new(kind, 1.5f),
        ActivationKind.Selu => new(kind, 1.6732632f, 1.0507010f),
        ActivationKind.Affine => new(kind, 2f, -1f),
        _ => new(kind),
    };

    /// <summary>Relative error of a few roundings; absolute where terms cancel.</summary>
    private static double Tolerance(ActivationKind kind, double x, double expected)
    {
        double scale = Math.Abs(expected);
        return kind switch
        {
            // 1 + erf, 1 + tanh and e^x - 1 cancel: the rounding of 1 remains, times x.
            ActivationKind.Gelu or ActivationKind.GeluTanh => 4e-7 * Math.Max(scale, Math.Abs(x)),
            ActivationKind.Elu or ActivationKind.Selu or ActivationKind.Affine => 4e-7 * Math.Max(scale, 1),
            ActivationKind.HardSigmoid or ActivationKind.HardSwish => 3e-7 * Math.Max(scale, 1),
            ActivationKind.Log => 3e-7 * Math.Max(scale, 1e-2),
            ActivationKind.Mish => 1e-6 * Math.Max(scale, 1e-3),
            _ => 1e-6 * scale,
        };
    }
}
