using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.References;

/// <summary>The functions of <see cref="ActivationKind"/> in double precision.</summary>
internal static class KernelsFunctionReference
{
    public static double Compute(Activation f, double x) => f.Kind switch
    {
        ActivationKind.None => x,
        ActivationKind.Clamp => Math.Min(Math.Max(x, f.Alpha), f.Beta),
        ActivationKind.LeakyRelu => x < 0 ? f.Alpha * x : x,
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        ActivationKind.HardSigmoid => Math.Clamp((f.Alpha * x) + f.Beta, 0, 1),
        ActivationKind.Silu => x / (1 + Math.Exp(-x)),
        ActivationKind.HardSwish => x * Math.Clamp((x / 6) + 0.5, 0, 1),
        ActivationKind.Gelu => 0.5 * x * (1 + Erf(x / Math.Sqrt(2))),
        ActivationKind.GeluTanh => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))),
        ActivationKind.Tanh => Math.Tanh(x),
        ActivationKind.Elu => x < 0 ? f.Alpha * (Math.Exp(x) - 1) : x,
        ActivationKind.Selu => f.Beta * (x < 0 ? f.Alpha * (Math.Exp(x) - 1) : x),
        ActivationKind.Softplus => Softplus(x),
        ActivationKind.Softsign => x / (1 + Math.Abs(x)),
        ActivationKind.Mish => x * Math.Tanh(Softplus(x)),
        ActivationKind.Erf => Erf(x),
        ActivationKind.Exp => Math.Exp(x),
        ActivationKind.Log => Math.Log(x),
        ActivationKind.Sqrt => Math.Sqrt(x),
        ActivationKind.Reciprocal => 1 / x,
        ActivationKind.Abs => Math.Abs(x),
        ActivationKind.Neg => -x,
        ActivationKind.Floor => Math.Floor(x),
        ActivationKind.Ceil => Math.Ceiling(x),
        ActivationKind.Affine => (f.Alpha * x) + f.Beta,
        _ => throw new ArgumentOutOfRangeException(nameof(f)),
    };

    /// <summary>The series x sum of (-x^2)^n / (n! (2n+1)) up to 3, the continued fraction of erfc beyond.</summary>
    public static double Erf(double x)
    {
        if (Math.Abs(x) > 3)
        {
            double fraction = Math.Abs(x);
            for (int n = 60; n > 0; n--)
            {
                fraction = Math.Abs(x) + (n / 2.0 / fraction);
            }

            return Math.Sign(x) * (1 - (Math.Exp(-x * x) / (fraction * Math.Sqrt(Math.PI))));
        }

        double sum = 0;
        double term = x;
        for (int n = 0; n < 80; n++)
        {
            sum += term / ((2 * n) + 1);
            term *= -x * x / (n + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}
