using MlNetTransfer.Tensors;

namespace MlNetTransfer.Evaluation;

/// <summary>Whether one model is better than another on the same samples.</summary>
/// <remarks>Paired, since both err on the same hard samples: the difference is known far better than either figure.</remarks>
public sealed record PairedComparison
{
    /// <summary>Number of samples.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Samples that only the first model gets right.</summary>
    public required int OnlyFirstRight { get; init; }

    /// <summary>Samples that only the second model gets right.</summary>
    public required int OnlySecondRight { get; init; }

    /// <summary>Two-sided p-value of McNemar's exact test: how likely so uneven a split is if both are equally accurate.</summary>
    /// <remarks>Source: McNemar, 1947; exact binomial form, doubled smaller tail, at most 1.</remarks>
    public required double McNemarP { get; init; }

    /// <summary>Mean over samples of the first model's log-loss minus the second's: positive where the second is better.</summary>
    public required double LogLossDifference { get; init; }

    /// <summary>Standard error of <see cref="LogLossDifference"/>; infinite for one sample.</summary>
    public required double LogLossStandardError { get; init; }

    /// <summary>Compares probabilities of the same samples.</summary>
    /// <param name="first">[samples, classes] of the first model.</param>
    /// <param name="second">[samples, classes] of the second model.</param>
    /// <param name="labels">Class of each sample.</param>
    /// <returns>The comparison.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or there is no sample.</exception>
    public static PairedComparison Compute(FeatureMatrix first, FeatureMatrix second, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (labels.Length == 0 || first.RowCount != labels.Length || second.RowCount != labels.Length || first.ColumnCount != second.ColumnCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"[{first.RowCount}, {first.ColumnCount}] and [{second.RowCount}, {second.ColumnCount}] probabilities do not fit each other and {labels.Length} labels."),
                nameof(labels));
        }

        double[] differences = new double[labels.Length];
        (int onlyFirst, int onlySecond) = (0, 0);
        for (int i = 0; i < labels.Length; i++)
        {
            bool firstRight = IsRight(first.Row(i), labels[i]);
            bool secondRight = IsRight(second.Row(i), labels[i]);
            onlyFirst += firstRight && !secondRight ? 1 : 0;
            onlySecond += secondRight && !firstRight ? 1 : 0;
            differences[i] = LogLoss(first.Row(i)[labels[i]]) - LogLoss(second.Row(i)[labels[i]]);
        }

        (double mean, double error) = MeanAndStandardError(differences);
        return new PairedComparison
        {
            SampleCount = labels.Length,
            OnlyFirstRight = onlyFirst,
            OnlySecondRight = onlySecond,
            McNemarP = ExactMcNemar(onlyFirst, onlySecond),
            LogLossDifference = mean,
            LogLossStandardError = error,
        };
    }

    /// <summary>Two-sided p-value of McNemar's exact test.</summary>
    /// <param name="onlyFirstRight">Samples that only the first model gets right.</param>
    /// <param name="onlySecondRight">Samples that only the second model gets right.</param>
    /// <returns>0 to 1; 1 where both are 0.</returns>
    public static double ExactMcNemar(int onlyFirstRight, int onlySecondRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        int disagreements = checked(onlyFirstRight + onlySecondRight);
        return Math.Min(1, 2 * BinomialTail.AtMost(Math.Min(onlyFirstRight, onlySecondRight), disagreements, 0.5));
    }

    /// <summary>Mean of paired differences and its standard error (sample deviation / square root of the count).</summary>
    /// <param name="differences">One value a sample, at least one.</param>
    /// <returns>The mean, and its standard error: infinite for one sample.</returns>
    public static (double Mean, double StandardError) MeanAndStandardError(ReadOnlySpan<double> differences)
    {
        ArgumentOutOfRangeException.ThrowIfZero(differences.Length, nameof(differences));
        double sum = 0;
        foreach (double difference in differences)
        {
            sum += difference;
        }

        double mean = sum / differences.Length;
        double squares = 0;
        foreach (double difference in differences)
        {
            squares += (difference - mean) * (difference - mean);
        }

        double error = differences.Length == 1
            ? double.PositiveInfinity
            : Math.Sqrt(squares / (differences.Length - 1) / differences.Length);
        return (mean, error);
    }

    private static double LogLoss(float probability) => -Math.Log(Math.Max(probability, ClassificationMetrics.SmallestProbability));

    private static bool IsRight(ReadOnlySpan<float> row, int label)
    {
        for (int c = 0; c < row.Length; c++)
        {
            if (row[c] > row[label] || (row[c] == row[label] && c < label))
            {
                return false;
            }
        }

        return true;
    }
}
