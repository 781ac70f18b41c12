using MlNetTransfer.Tensors;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>(feature - mean) / deviation, column by column; columns that do not vary become 0.</summary>
internal sealed class FeatureScale
{
    private readonly double[] _means;
    private readonly double[] _inverses;

    private FeatureScale(double[] means, double[] inverses)
    {
        _means = means;
        _inverses = inverses;
    }

    /// <summary>Leaves features as they are.</summary>
    public static FeatureScale None(int columnCount)
    {
        double[] ones = new double[columnCount];
        Array.Fill(ones, 1);
        return new FeatureScale(new double[columnCount], ones);
    }

    /// <summary>Mean 0 and deviation 1 over some rows.</summary>
    public static FeatureScale Of(FeatureMatrix features, int[] rows)
    {
        const double SmallestDeviation = 1e-9;
        double[] means = new double[features.ColumnCount];
        double[] squares = new double[features.ColumnCount];
        foreach (int row in rows)
        {
            Span<float> values = features.Row(row);
            for (int k = 0; k < means.Length; k++)
            {
                means[k] += values[k] / (double)rows.Length;
            }
        }

        foreach (int row in rows)
        {
            Span<float> values = features.Row(row);
            for (int k = 0; k < means.Length; k++)
            {
                squares[k] += (values[k] - means[k]) * (values[k] - means[k]) / rows.Length;
            }
        }

        return new FeatureScale(means, [.. squares.Select(s => Math.Sqrt(s)).Select(d => d > SmallestDeviation ? 1 / d : 0)]);
    }

    /// <summary>Scaled copies of some rows.</summary>
    public FeatureMatrix Apply(FeatureMatrix features, int[] rows)
    {
        FeatureMatrix scaled = new(rows.Length, features.ColumnCount);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<float> from = features.Row(rows[i]);
            Span<float> to = scaled.Row(i);
            for (int k = 0; k < to.Length; k++)
            {
                to[k] = (float)((from[k] - _means[k]) * _inverses[k]);
            }
        }

        return scaled;
    }

    /// <summary>Weights [C, F] and biases [C] that act on features as they are.</summary>
    public (float[] Weights, float[] Bias) Fold(SoftmaxHead head)
    {
        float[] weights = new float[head.Weights.Length];
        float[] bias = new float[head.ClassCount];
        for (int c = 0; c < bias.Length; c++)
        {
            double shift = head.Bias[c];
            for (int k = 0; k < head.FeatureCount; k++)
            {
                double weight = head.Weights[(c * head.FeatureCount) + k] * _inverses[k];
                weights[(c * head.FeatureCount) + k] = (float)weight;
                shift -= weight * _means[k];
            }

            bias[c] = (float)shift;
        }

        return (weights, bias);
    }
}
