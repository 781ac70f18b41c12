using System.Runtime.CompilerServices;

namespace MlNetTransfer.Evaluation;

/// <summary>Fits the one number that turns scores into honest probabilities: p = softmax(score / temperature).</summary>
/// <remarks>
/// <para>Minimises the log-loss of samples that the scores' model has not seen. The loss is convex in 1/temperature; its root is found by
/// Newton's method inside a bracket.</para>
/// <para><b>Bounds</b>: the targets are smoothed by 1 / (n + 1), as if one more sample had been seen whose class was anybody's guess: on
/// separable scores the mean probability of the right class then stops near 1 - 1/n instead of running to 1 (the same prior that Platt
/// 1999 gives two classes). Besides, 1/temperature times the scores' root mean square (about each sample's mean) stays in [2^-10, 2^10], so that
/// worthless scores give a finite temperature too.</para>
/// <para>Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", 2017.</para>
/// </remarks>
public static class TemperatureCalibration
{
    private const double LargestSpread = 1024;
    private const int MaxSteps = 100;

    /// <summary>Fits the temperature.</summary>
    /// <param name="set">Scores of left-out samples, at least one.</param>
    /// <param name="start">Where the search starts, such as the answer for similar scores; 0 or less for no idea.</param>
    /// <returns>A positive number; 1 where all scores of each sample are equal.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit, or there is no sample.</exception>
    public static double Fit(ScoreSet set, double start = 0)
    {
        ArgumentNullException.ThrowIfNull(set);
        Check(set);
        double smoothing = 1.0 / (set.Labels.Length + 1);
        double[] targets = new double[set.Labels.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            ReadOnlySpan<double> scores = Row(set, i);
            double sum = 0;
            foreach (double score in scores)
            {
                sum += score;
            }

            targets[i] = ((1 - smoothing) * scores[set.Labels.Span[i]]) + (smoothing * sum / scores.Length);
        }

        return Minimize(set, targets, start);
    }

    /// <summary>Fits the temperature at which scores come nearest to given probabilities: the lowest mean Kullback-Leibler divergence from them.</summary>
    /// <param name="set">The scores; their labels and class weights are not used.</param>
    /// <param name="probabilities">Probabilities of the same samples and classes, row-major; not smoothed.</param>
    /// <returns>A positive number; 1 where all scores of each sample are equal.</returns>
    internal static double Match(ScoreSet set, ReadOnlySpan<double> probabilities)
    {
        Check(set);
        double[] targets = new double[set.Labels.Length];
        for (int i = 0; i < targets.Length; i++)
        {
            ReadOnlySpan<double> scores = Row(set, i);
            for (int c = 0; c < scores.Length; c++)
            {
                targets[i] += probabilities[(i * scores.Length) + c] * scores[c];
            }
        }

        return Minimize(set with { ClassWeights = null }, targets, start: 1);
    }

    /// <summary>The temperature at which each sample's mean score, by its probabilities, comes to the targets in sum.</summary>
    private static double Minimize(ScoreSet set, double[] targets, double start)
    {
        double spread = RootMeanSquare(set);
        if (spread == 0)
        {
            return 1;
        }

        (double low, double high) = (1 / (LargestSpread * spread), LargestSpread / spread);
        double scale = start > 0 ? Math.Clamp(1 / start, low, high) : 1 / spread;
        for (int step = 0; step < MaxSteps; step++)
        {
            (double slope, double curvature) = Slope(set, targets, scale);
            (low, high) = slope > 0 ? (low, scale) : (scale, high);
            double next = curvature > 0 ? scale - (slope / curvature) : 0;
            next = next > low && next < high ? next : Math.Sqrt(low * high);
            double change = Math.Abs(next - scale);
            scale = next;
            if (change <= 1e-12 * scale)
            {
                break;
            }
        }

        return 1 / scale;
    }

    /// <summary>Computes the log-loss of each sample at a temperature.</summary>
    /// <param name="set">Scores and classes.</param>
    /// <param name="temperature">A positive number.</param>
    /// <returns>-log of the right class's probability, one a sample; not smoothed, not weighted.</returns>
    public static double[] LogLosses(ScoreSet set, double temperature)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        Check(set);
        double[] losses = new double[set.Labels.Length];
        double[] logits = new double[set.ClassCount];
        for (int i = 0; i < losses.Length; i++)
        {
            ReadOnlySpan<double> scores = Row(set, i);
            for (int c = 0; c < logits.Length; c++)
            {
                logits[c] = scores[c] / temperature;
            }

            losses[i] = SoftmaxFunction.LogSumExp(logits) - logits[set.Labels.Span[i]];
        }

        return losses;
    }

    /// <summary>First and second derivative of the summed cross-entropy by 1/temperature; targets are the scores' means by the wanted probabilities.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (double Slope, double Curvature) Slope(ScoreSet set, double[] targets, double scale)
    {
        double[] probabilities = new double[set.ClassCount];
        (double slope, double curvature) = (0, 0);
        for (int i = 0; i < set.Labels.Length; i++)
        {
            ReadOnlySpan<double> scores = Row(set, i);
            for (int c = 0; c < probabilities.Length; c++)
            {
                probabilities[c] = scale * scores[c];
            }

            SoftmaxFunction.Apply(probabilities, probabilities);
            (double mean, double square) = (0, 0);
            for (int c = 0; c < probabilities.Length; c++)
            {
                mean += probabilities[c] * scores[c];
                square += probabilities[c] * scores[c] * scores[c];
            }

            double weight = set.ClassWeights?[set.Labels.Span[i]] ?? 1;
            slope += weight * (mean - targets[i]);
            curvature += weight * (square - (mean * mean));
        }

        return (slope, curvature);
    }

    private static double RootMeanSquare(ScoreSet set)
    {
        double sum = 0;
        for (int i = 0; i < set.Labels.Length; i++)
        {
            ReadOnlySpan<double> scores = Row(set, i);
            double mean = 0;
            foreach (double score in scores)
            {
                mean += score / scores.Length;
            }

            foreach (double score in scores)
            {
                sum += (score - mean) * (score - mean);
            }
        }

        return Math.Sqrt(sum / set.Scores.Length);
    }

    private static ReadOnlySpan<double> Row(ScoreSet set, int index) => set.Scores.Span.Slice(index * set.ClassCount, set.ClassCount);

    private static void Check(ScoreSet set)
    {
        if (set.Labels.Length == 0 || set.Scores.Length != checked((long)set.Labels.Length * set.ClassCount)
            || (set.ClassWeights is not null && set.ClassWeights.Count != set.ClassCount))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{set.Labels.Length} samples of {set.ClassCount} classes (at least one) do not fit {set.Scores.Length} scores or the class weights."),
                nameof(set));
        }
    }
}
