using MlNetTransfer.Runtime;

namespace MlNetTransfer.Pipelines.Vision;

// Softmax regression by plain gradient descent.
// z = W x + b, p = softmax(z), loss = mean over the batch of -ln p[label]; W -= rate * mean((p - y) x'), b -= rate * mean(p - y).
// Layout: W [C, F] row-major, x [F]. Sums over F in 4 partial sums of floats, over the batch in order; softmax in doubles.
// Reference: tests of this project, a NumPy program (data/golden/pipelines).

/// <summary>A linear head that learns batch by batch.</summary>
internal sealed class SoftmaxHead
{
    private const double InitialDeviation = 0.001;

    private SoftmaxHead(int featureCount, int classCount, float[] weights, float[] bias)
    {
        FeatureCount = featureCount;
        ClassCount = classCount;
        Weights = weights;
        Bias = bias;
    }

    public int FeatureCount { get; }

    public int ClassCount { get; }

    /// <summary>[C, F].</summary>
    public float[] Weights { get; }

    /// <summary>[C].</summary>
    public float[] Bias { get; }

    /// <summary>Weights from a normal distribution of deviation 0.001 that is cut off at two deviations, biases 0: TensorFlow's truncated_normal.</summary>
    public static SoftmaxHead Create(int featureCount, int classCount, long seed)
    {
        SeededRandom random = new(seed);
        float[] weights = new float[checked(featureCount * classCount)];
        for (int i = 0; i < weights.Length; i++)
        {
            double normal;
            do
            {
                // Box and Muller, 1958; 1 - u is above 0.
                normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            }
            while (Math.Abs(normal) > 2);
            weights[i] = (float)(normal * InitialDeviation);
        }

        return new SoftmaxHead(featureCount, classCount, weights, new float[classCount]);
    }

    /// <summary>A head with given weights; the arrays are not copied.</summary>
    public static SoftmaxHead Of(int featureCount, float[] weights, float[] bias) => new(featureCount, bias.Length, weights, bias);

    public SoftmaxHead Clone() => new(FeatureCount, ClassCount, [.. Weights], [.. Bias]);

    /// <summary>Measures a batch without learning: number of right predictions and sum of cross-entropies.</summary>
    public (int Right, double Loss) Measure(DescentSamples samples, ReadOnlySpan<int> rows)
    {
        double[] probabilities = new double[ClassCount];
        (int right, double loss) = (0, 0);
        foreach (int row in rows)
        {
            int best = Predict(samples.Features.Row(row), probabilities);
            right += best == samples.Labels[row] ? 1 : 0;
            loss -= Math.Log(probabilities[samples.Labels[row]]);
        }

        return (right, loss);
    }

    /// <summary>One step; the figures are those before it.</summary>
    public (int Right, double Loss) Step(DescentSamples samples, ReadOnlySpan<int> rows, float learningRate)
    {
        double[] errors = new double[rows.Length * ClassCount];
        (int right, double loss) = (0, 0);
        for (int i = 0; i < rows.Length; i++)
        {
            Span<double> probabilities = errors.AsSpan(i * ClassCount, ClassCount);
            int label = samples.Labels[rows[i]];
            right += Predict(samples.Features.Row(rows[i]), probabilities) == label ? 1 : 0;
            loss -= Math.Log(probabilities[label]);
            probabilities[label] -= 1;
        }

        for (int i = 0; i < rows.Length; i++)
        {
            Add(samples.Features.Row(rows[i]), errors.AsSpan(i * ClassCount, ClassCount), -learningRate / rows.Length);
        }

        return (right, loss);
    }

    private int Predict(ReadOnlySpan<float> features, Span<double> probabilities)
    {
        int best = 0;
        for (int c = 0; c < ClassCount; c++)
        {
            probabilities[c] = Bias[c] + Dot(Weights.AsSpan(c * FeatureCount, FeatureCount), features);
            best = probabilities[c] > probabilities[best] ? c : best;
        }

        double largest = probabilities[best];
        double sum = 0;
        for (int c = 0; c < ClassCount; c++)
        {
            probabilities[c] = Math.Exp(probabilities[c] - largest);
            sum += probabilities[c];
        }

        for (int c = 0; c < ClassCount; c++)
        {
            probabilities[c] /= sum;
        }

        return best;
    }

    private void Add(ReadOnlySpan<float> features, ReadOnlySpan<double> errors, float factor)
    {
        for (int c = 0; c < ClassCount; c++)
        {
            float step = (float)errors[c] * factor;
            Span<float> weights = Weights.AsSpan(c * FeatureCount, FeatureCount);
            for (int k = 0; k < weights.Length; k++)
            {
                weights[k] += step * features[k];
            }

            Bias[c] += step;
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        (float s0, float s1, float s2, float s3) = (0, 0, 0, 0);
        int k = 0;
        for (; k + 4 <= a.Length; k += 4)
        {
            s0 += a[k] * b[k];
            s1 += a[k + 1] * b[k + 1];
            s2 += a[k + 2] * b[k + 2];
            s3 += a[k + 3] * b[k + 3];
        }

        for (; k < a.Length; k++)
        {
            s0 += a[k] * b[k];
        }

        return (s0 + s1) + (s2 + s3);
    }
}
