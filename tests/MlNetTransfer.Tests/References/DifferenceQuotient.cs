namespace MlNetTransfer.Tests.References;

/// <summary>Gradients by central differences in double precision: the oracle of every backward kernel.</summary>
internal static class DifferenceQuotient
{
    // Error of the quotient about h^2, of rounding about 1e-16 / h.
    private const double Step = 1e-5;

    /// <summary>Derivative of sum(cotangent f(x)) by each element of x.</summary>
    public static double[] Of(Func<double[], double[]> function, double[] x, double[] cotangent)
    {
        double[] gradient = new double[x.Length];
        double[] moved = [.. x];
        for (int i = 0; i < x.Length; i++)
        {
            moved[i] = x[i] + Step;
            double[] above = function(moved);
            moved[i] = x[i] - Step;
            double[] below = function(moved);
            moved[i] = x[i];
            Assert.Equal(cotangent.Length, above.Length);
            for (int j = 0; j < cotangent.Length; j++)
            {
                gradient[i] += cotangent[j] * (above[j] - below[j]) / (2 * Step);
            }
        }

        return gradient;
    }

    public static double[] Of(Func<double[], double[]> function, float[] x, float[] cotangent) => Of(function, Widen(x), Widen(cotangent));

    /// <summary>Norm of the difference relative to the norm of what is expected.</summary>
    public static double Error(double[] expected, IReadOnlyList<float> actual)
    {
        Assert.Equal(expected.Length, actual.Count);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(actual[i] - expected[i], 2);
            norm += expected[i] * expected[i];
        }

        Assert.True(norm > 0, "the expected gradient is zero: the test would say nothing");
        return double.IsNaN(difference) ? double.PositiveInfinity : Math.Sqrt(difference / norm);
    }

    public static double[] Widen(IEnumerable<float> values) => [.. values.Select(v => (double)v)];
}
