using MlNetTransfer.Evaluation;

namespace MlNetTransfer.Training.Losses;

/// <summary>Losses of one picture's scores (logits), with their gradients. Double precision; sums over classes in index order.</summary>
/// <remarks>
/// Soft targets t, smoothed: t' = (1 - s) t + s / C. Loss = -sum of w_c t'_c (1 - p_c)^gamma log p_c with p = softmax(z); gradient by z_j:
/// with a_c = w_c t'_c and h_c = p_c d/dp_c of the term, p_j-weighted: dz_j = a_j h_j - p_j sum a_c h_c. Cross-entropy is gamma = 0: dz = p sum a - a.
/// Reference in the tests: central differences and PyTorch.
/// </remarks>
internal sealed class ScoreLoss
{
    private readonly LossOptions _options;
    private readonly double[] _weights;

    /// <param name="options">Smoothing, focus, distillation.</param>
    /// <param name="weights">Weight of each class.</param>
    public ScoreLoss(LossOptions options, double[] weights)
    {
        _options = options;
        _weights = weights;
    }

    /// <summary>Adds the gradient of share x loss.</summary>
    /// <param name="scores">Scores of each class.</param>
    /// <param name="targets">Share of each class, summing to 1.</param>
    /// <param name="share">Factor of the loss.</param>
    /// <param name="gradient">Where the gradient is added.</param>
    /// <returns>share x loss.</returns>
    public double Labels(ReadOnlySpan<float> scores, ReadOnlySpan<float> targets, double share, Span<float> gradient)
    {
        int classes = scores.Length;
        Span<double> logs = stackalloc double[classes];
        LogSoftmax(scores, 1, logs);
        double smoothing = _options.LabelSmoothing;
        double gamma = _options.FocalGamma;
        double loss = 0;
        double sum = 0;
        Span<double> slopes = stackalloc double[classes];
        for (int c = 0; c < classes; c++)
        {
            double a = _weights[c] * (((1 - smoothing) * targets[c]) + (smoothing / classes));
            double p = Math.Exp(logs[c]);
            double rest = Math.Max(0, 1 - p);
            double focus = gamma == 0 ? 1 : Math.Pow(rest, gamma);
            double turn = gamma == 0 || rest == 0 ? 0 : gamma * p * Math.Pow(rest, gamma - 1) * logs[c];
            loss -= a * focus * logs[c];
            slopes[c] = a * (turn - focus);
            sum += slopes[c];
        }

        for (int c = 0; c < classes; c++)
        {
            gradient[c] += (float)(share * (slopes[c] - (Math.Exp(logs[c]) * sum)));
        }

        return share * loss;
    }

    /// <summary>Adds the gradient of share x T^2 x KL(softmax(teacher / T) || softmax(scores / T)).</summary>
    /// <param name="scores">Scores of each class.</param>
    /// <param name="teacher">The teacher's scores.</param>
    /// <param name="share">Factor of the loss.</param>
    /// <param name="gradient">Where the gradient is added.</param>
    /// <returns>share x loss.</returns>
    public double Teacher(ReadOnlySpan<float> scores, ReadOnlySpan<float> teacher, double share, Span<float> gradient)
    {
        double temperature = _options.DistillationTemperature;
        Span<double> own = stackalloc double[scores.Length];
        Span<double> wanted = stackalloc double[scores.Length];
        LogSoftmax(scores, temperature, own);
        LogSoftmax(teacher, temperature, wanted);
        double loss = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            double q = Math.Exp(wanted[c]);
            loss += q * (wanted[c] - own[c]);
            gradient[c] += (float)(share * temperature * (Math.Exp(own[c]) - q));
        }

        return share * temperature * temperature * loss;
    }

    /// <summary>Sets the gradient of share x mean squared difference.</summary>
    /// <param name="features">The student's features.</param>
    /// <param name="teacher">The teacher's, as many.</param>
    /// <param name="share">Factor of the loss.</param>
    /// <param name="gradient">Set.</param>
    /// <returns>share x loss.</returns>
    public static double Features(ReadOnlySpan<float> features, ReadOnlySpan<float> teacher, double share, Span<float> gradient)
    {
        double loss = 0;
        for (int i = 0; i < features.Length; i++)
        {
            double difference = (double)features[i] - teacher[i];
            loss += difference * difference;
            gradient[i] = (float)(2 * share * difference / features.Length);
        }

        return share * loss / features.Length;
    }

    private static void LogSoftmax(ReadOnlySpan<float> scores, double temperature, Span<double> logs)
    {
        for (int c = 0; c < scores.Length; c++)
        {
            logs[c] = scores[c] / temperature;
        }

        double total = SoftmaxFunction.LogSumExp(logs);
        for (int c = 0; c < scores.Length; c++)
        {
            logs[c] -= total;
        }
    }
}
