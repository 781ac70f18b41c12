using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Updates;

/// <summary>The rules by which optimisers move parameters, and the plain sums they need.</summary>
internal static class ParameterUpdates
{
    /// <summary>Stochastic gradient descent with momentum.</summary>
    public static void Sgd(in UpdateArgs args) => LaneDispatch.Run<UpdateKernel<SgdRule>, UpdateArgs>(LaneDispatch.Best, args);

    /// <summary>Adam and AdamW.</summary>
    public static void Adam(in UpdateArgs args) => LaneDispatch.Run<UpdateKernel<AdamRule>, UpdateArgs>(LaneDispatch.Best, args);

    /// <summary>RMSprop.</summary>
    public static void RmsProp(in UpdateArgs args) => LaneDispatch.Run<UpdateKernel<RmsPropRule>, UpdateArgs>(LaneDispatch.Best, args);

    /// <summary>average = keep x average + (1 - keep) x values.</summary>
    public static void MoveAverage(Span<float> average, ReadOnlySpan<float> values, float keep)
    {
        for (int i = 0; i < average.Length; i++)
        {
            average[i] += (1f - keep) * (values[i] - average[i]);
        }
    }

    /// <summary>Sum of squares in double precision, in a fixed order.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        // Four sums hide the latency of the additions; their order is fixed.
        (double a, double b, double c, double d) = (0, 0, 0, 0);
        int i = 0;
        for (; i <= values.Length - 4; i += 4)
        {
            a += (double)values[i] * values[i];
            b += (double)values[i + 1] * values[i + 1];
            c += (double)values[i + 2] * values[i + 2];
            d += (double)values[i + 3] * values[i + 3];
        }

        for (; i < values.Length; i++)
        {
            a += (double)values[i] * values[i];
        }

        return a + b + (c + d);
    }
}
