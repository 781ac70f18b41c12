using System.Globalization;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Evaluation;

/// <summary>How good probabilities are on samples whose classes are known: plain numbers, ready for JSON.</summary>
/// <remarks>The prediction is the most probable class; of equally probable ones the first.</remarks>
public sealed record ClassificationMetrics
{
    /// <summary>Probabilities below this count as this in the log-loss, so that one confident error costs at most 34.5.</summary>
    public const double SmallestProbability = 1e-15;

    /// <summary>Number of equally wide bins of the calibration error.</summary>
    public const int CalibrationBinCount = 15;

    private const double SumTolerance = 1e-3;

    /// <summary>Number of samples.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Share of right predictions.</summary>
    public required Proportion Accuracy { get; init; }

    /// <summary>Share of samples whose class is among the 1, 3 and 5 most probable (as far as there are more classes than that).</summary>
    public required IReadOnlyList<TopKAccuracy> TopK { get; init; }

    /// <summary>Mean recall of the classes that have samples.</summary>
    public required double BalancedAccuracy { get; init; }

    /// <summary>Mean F1 of the classes that have samples or predictions.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean of -log(probability of the right class), natural logarithm; see <see cref="SmallestProbability"/>.</summary>
    public required double LogLoss { get; init; }

    /// <summary>
    /// Expected calibration error: the mean over samples of |share right - mean confidence| in the sample's bin, with
    /// <see cref="CalibrationBinCount"/> bins ((b / 15, (b + 1) / 15]) over the probability of the predicted class.
    /// </summary>
    /// <remarks>Source: Naeini, Cooper, Hauskrecht, 2015; Guo et al., 2017, equation 3.</remarks>
    public required double ExpectedCalibrationError { get; init; }

    /// <summary>Mean over samples of the sum over classes of (probability - 1 if right else 0) squared: 0 to 2 (Brier, 1950).</summary>
    public required double BrierScore { get; init; }

    /// <summary>What always answering these samples' most frequent class would reach.</summary>
    public required Proportion MajorityBaseline { get; init; }

    /// <summary>Figures of each class, in the order of the classes.</summary>
    public required IReadOnlyList<ClassMetrics> Classes { get; init; }

    /// <summary>Counts: [true class][predicted class].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; }

    /// <summary>Measures probabilities against known classes.</summary>
    /// <param name="probabilities">[samples, classes], each row 0 to 1 with sum 1.</param>
    /// <param name="labels">Class of each sample.</param>
    /// <param name="classNames">Names in the order of the columns, or null for their indices.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">Nothing to measure, lengths that do not fit, a label outside the columns, or rows that are no probabilities.</exception>
    public static ClassificationMetrics Compute(FeatureMatrix probabilities, ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames = null)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        Check(probabilities, labels, classNames);
        int classCount = probabilities.ColumnCount;
        int[][] confusion = [.. Enumerable.Range(0, classCount).Select(_ => new int[classCount])];
        int[] ranks = new int[labels.Length];
        CalibrationBins bins = new(CalibrationBinCount);
        (double logLoss, double brier) = (0, 0);
        for (int i = 0; i < labels.Length; i++)
        {
            ReadOnlySpan<float> row = probabilities.Row(i);
            int predicted = IndexOfLargest(row);
            confusion[labels[i]][predicted]++;
            ranks[i] = Rank(row, labels[i]);
            bins.Add(row[predicted], predicted == labels[i]);
            logLoss -= Math.Log(Math.Max(row[labels[i]], SmallestProbability));
            brier += Brier(row, labels[i]);
        }

        ClassMetrics[] classes = [.. Enumerable.Range(0, classCount).Select(c => OfClass(confusion, c, classNames))];
        return new ClassificationMetrics
        {
            SampleCount = labels.Length,
            Accuracy = Proportion.Of(ranks.Count(rank => rank == 0), labels.Length),
            TopK = [.. ((int[])[1, 3, 5]).Where(k => k == 1 || k < classCount)
                .Select(k => new TopKAccuracy(k, Proportion.Of(ranks.Count(rank => rank < k), ranks.Length)))],
            BalancedAccuracy = classes.Average(c => c.Recall) ?? 0,
            MacroF1 = classes.Average(c => c.F1) ?? 0,
            LogLoss = logLoss / labels.Length,
            ExpectedCalibrationError = bins.Error,
            BrierScore = brier / labels.Length,
            MajorityBaseline = Proportion.Of(classes.Max(c => c.Support), labels.Length),
            Classes = classes,
            ConfusionMatrix = confusion,
        };
    }

    private static ClassMetrics OfClass(int[][] confusion, int c, IReadOnlyList<string>? names)
    {
        int support = confusion[c].Sum();
        int predicted = confusion.Sum(row => row[c]);
        double right = confusion[c][c];
        return new ClassMetrics
        {
            Name = names?[c] ?? c.ToString(CultureInfo.InvariantCulture),
            Support = support,
            Predicted = predicted,
            Precision = predicted == 0 ? null : right / predicted,
            Recall = support == 0 ? null : right / support,
            F1 = support + predicted == 0 ? null : 2 * right / (support + predicted),
        };
    }

    private static int IndexOfLargest(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int c = 1; c < row.Length; c++)
        {
            best = row[c] > row[best] ? c : best;
        }

        return best;
    }

    /// <summary>Number of classes that come before a class: more probable, or as probable and earlier.</summary>
    private static int Rank(ReadOnlySpan<float> row, int label)
    {
        int rank = 0;
        for (int c = 0; c < row.Length; c++)
        {
            rank += row[c] > row[label] || (row[c] == row[label] && c < label) ? 1 : 0;
        }

        return rank;
    }

    private static double Brier(ReadOnlySpan<float> row, int label)
    {
        double sum = 0;
        for (int c = 0; c < row.Length; c++)
        {
            double error = (double)row[c] - (c == label ? 1 : 0);
            sum += error * error;
        }

        return sum;
    }

    private static void Check(FeatureMatrix probabilities, ReadOnlySpan<int> labels, IReadOnlyList<string>? classNames)
    {
        if (labels.Length == 0 || labels.Length != probabilities.RowCount || (classNames is not null && classNames.Count != probabilities.ColumnCount))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Probabilities are [{probabilities.RowCount}, {probabilities.ColumnCount}] for {labels.Length} labels and {classNames?.Count ?? probabilities.ColumnCount} class names; at least one sample and equal counts are expected."),
                nameof(labels));
        }

        for (int i = 0; i < labels.Length; i++)
        {
            double sum = 0;
            bool inRange = true;
            foreach (float value in probabilities.Row(i))
            {
                sum += value;
                inRange &= value is >= 0 and <= 1;
            }

            if (!inRange || Math.Abs(sum - 1) > SumTolerance || (uint)labels[i] >= (uint)probabilities.ColumnCount)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Row {i}: label {labels[i]} and probabilities with sum {sum}; expected a label from 0 to {probabilities.ColumnCount - 1} and numbers from 0 to 1 with sum 1."),
                    nameof(probabilities));
            }
        }
    }
}
