using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

public sealed class ActivationGradientTests
{
    public static TheoryData<int, float, float> Functions
    {
        get
        {
            TheoryData<int, float, float> data = [];
            foreach (ActivationKind kind in Enum.GetValues<ActivationKind>())
            {
                (float alpha, float beta) = kind switch
                {
                    ActivationKind.Clamp => (-0.5f, 3f),
                    ActivationKind.LeakyRelu => (0.01f, 0f),
                    ActivationKind.HardSigmoid => (1f / 6, 0.5f),
                    ActivationKind.Elu => (1.5f, 0f),
                    ActivationKind.Selu => (1.6732632f, 1.0507010f),
                    ActivationKind.Affine => (2f, -1f),
                    _ => (0f, 0f),
                };
                data.Add((int)kind, alpha, beta);
            }

            data.Add((int)ActivationKind.LeakyRelu, -0.2f, 0f);
            data.Add((int)ActivationKind.Elu, -0.5f, 0f);
            data.Add((int)ActivationKind.Selu, -1f, 2f);
            data.Add((int)ActivationKind.Clamp, 0f, float.PositiveInfinity);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Gradients_match_central_differences_of_the_formula(int kind, float alpha, float beta)
    {
        Activation function = new((ActivationKind)kind, alpha, beta);
        float[] x = Arguments(function, 2 * 1003);
        float[] dy = KernelRig.Random(new SeededRandom(7), x.Length);
        float[] saved = ActivationGradient.UsesOutput(function) ? Value(function, x) : x;
        float[] answer = new OperationCase
        {
            Prepare = () => ActivationGradient.PrepareFlat(function, x.Length / 2),
            Input = dy,
            Second = ActivationGradient.IsConstant(function) ? [] : saved,
            Output = new float[x.Length],
        }.Answer();
        double[] expected = [.. x.Select((v, i) => Slope(function, v) * dy[i])];
        if (function.Kind is ActivationKind.Floor or ActivationKind.Ceil)
        {
            Assert.All(answer, value => Assert.Equal(0f, value));
            return;
        }

        Assert.InRange(DifferenceQuotient.Error(expected, answer), 0, 1e-6);
    }

    [Fact]
    public void Blocked_gradients_are_those_of_dense_floats_and_leave_halo_and_padding()
    {
        BlockedLayout gradient = new(21, 5, 7, 1);
        BlockedLayout saved = gradient with { Halo = 0 };
        BlockedLayout output = gradient with { Halo = 2 };
        foreach (Activation function in new[] { Activation.Relu6, new(ActivationKind.Silu), new(ActivationKind.Sqrt), new(ActivationKind.Neg) })
        {
            float[] x = Arguments(function, 2 * 21 * 35);
            float[] stored = ActivationGradient.UsesOutput(function) ? Value(function, x) : x;
            float[] dy = BlockedProblem.Random(gradient, 2, 3);
            OperationCase problem = new()
            {
                Prepare = () => ActivationGradient.Prepare(function, gradient, saved, output),
                Input = KernelRig.ToBlocked(gradient, dy, 2),
                Second = KernelRig.ToBlocked(saved, stored, 2),
                Output = [],
            };
            double[] expected = [.. x.Select((v, i) => Slope(function, v) * dy[i])];
            Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(problem, output)), 0, 1e-6);
        }
    }

    [Fact]
    public void Corners_have_the_derivative_that_PyTorch_gives_them()
    {
        // torch 1.13: relu'(0) = 0, hardtanh'(bounds) = 0, leaky_relu'(0) = slope, hardsigmoid'(+-3) = 0, hardswish'(-3) = -0.5, hardswish'(3) = 1.5, abs'(0) = 0.
        Assert.Equal([0f], One(Activation.Relu, 0f));
        Assert.Equal([0f, 0f, 1f], One(Activation.Relu6, 0f, 6f, 5f));
        Assert.Equal([0.01f], One(new(ActivationKind.LeakyRelu, 0.01f), 0f));
        Assert.Equal([0f, 0f], One(new(ActivationKind.HardSigmoid, 1f / 6, 0.5f), 0f, 1f));
        Assert.Equal([-0.5f, 1.5f], One(new(ActivationKind.HardSwish), -3f, 3f));
        Assert.Equal([0f], One(new(ActivationKind.Abs), 0f));
    }

    [Fact]
    public void A_gradient_may_be_computed_in_place()
    {
        float[] dy = KernelRig.Random(new SeededRandom(1), 100);
        float[] y = KernelRig.Random(new SeededRandom(2), 100);
        float[] apart = new float[100];
        PreparedOperation operation = ActivationGradient.PrepareFlat(Activation.Relu, 100);
        KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = dy, Second = y, Output = apart });
        KernelRig.Run(operation, new OperationBuffers { Batch = 1, Input = dy, Second = y, Output = dy });
        Assert.Equal(apart, dy);
    }

    private static float[] One(Activation function, params float[] saved)
    {
        float[] output = new float[saved.Length];
        float[] ones = [.. saved.Select(_ => 1f)];
        KernelRig.Run(ActivationGradient.PrepareFlat(function, saved.Length), new OperationBuffers { Batch = 1, Input = ones, Second = saved, Output = output });
        return output;
    }

    /// <summary>Numbers that lie no closer to a corner than the step of the difference quotient.</summary>
    private static float[] Arguments(Activation function, int count)
    {
        bool positive = function.Kind is ActivationKind.Log or ActivationKind.Sqrt or ActivationKind.Reciprocal;
        float[] corners = function.Kind switch
        {
            ActivationKind.Clamp => [function.Alpha, function.Beta],
            ActivationKind.HardSigmoid or ActivationKind.HardSwish => [-3f, 3f],
            _ => [0f],
        };
        float[] x = KernelRig.Random(new SeededRandom((int)function.Kind), count, positive ? 0.05f : -8f, 8f);
        return [.. x.Select(v => corners.Any(corner => Math.Abs(v - corner) < 1e-3f) ? v + 0.01f : v)];
    }

    private static float[] Value(Activation function, float[] x) => [.. x.Select(v => (float)KernelsFunctionReference.Compute(function, v))];

    private static double Slope(Activation function, double x)
    {
        const double Step = 1e-5;
        return (KernelsFunctionReference.Compute(function, x + Step) - KernelsFunctionReference.Compute(function, x - Step)) / (2 * Step);
    }
}
