using System.Globalization;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training;

/// <summary>A linear head that acts on raw features: probabilities = softmax(Weights x + Bias).</summary>
/// <remarks>Standardisation and temperature are folded in. Thread-safe: nothing changes after training.</remarks>
public sealed record TrainedHead
{
    /// <summary>How it was learned: never <see cref="HeadKind.Auto"/>.</summary>
    public required HeadKind Kind { get; init; }

    /// <summary>Number of classes, C.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Length of the feature vectors, F.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>Weights, [C, F] row-major.</summary>
    public required ReadOnlyMemory<float> Weights { get; init; }

    /// <summary>Bias, [C].</summary>
    public required ReadOnlyMemory<float> Bias { get; init; }

    /// <summary>The chosen strength; see <see cref="HeadOptions.RidgeStrengths"/> and <see cref="HeadOptions.LogisticStrengths"/>.</summary>
    public required double Strength { get; init; }

    /// <summary>What the scores were divided by before the softmax; already in <see cref="Weights"/> and <see cref="Bias"/>.</summary>
    public required double Temperature { get; init; }

    /// <summary>Scores of every training sample from a model that did not see it, [n, C], before the temperature.</summary>
    /// <remarks>Ridge: exact leave-one-out. Logistic: 5-fold.</remarks>
    public required FeatureMatrix LeftOutScores { get; init; }

    /// <summary>softmax(<see cref="LeftOutScores"/> / <see cref="Temperature"/>), [n, C].</summary>
    public required FeatureMatrix LeftOutProbabilities { get; init; }

    /// <summary>Figures of <see cref="LeftOutProbabilities"/>: what to expect on new pictures of the same kind.</summary>
    public required ClassificationMetrics LeftOutMetrics { get; init; }

    /// <summary>What was tried and why this was chosen, a line each, for people.</summary>
    public required IReadOnlyList<string> Diagnostics { get; init; }

    /// <summary>The weights alone, without the figures.</summary>
    /// <returns>The same head.</returns>
    public LinearHead ToLinear() => new()
    {
        ClassCount = ClassCount,
        FeatureCount = FeatureCount,
        Weights = Weights,
        Bias = Bias,
        Method = Kind.ToString().ToLowerInvariant(),
        Settings = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["strength"] = Strength.ToString("R", CultureInfo.InvariantCulture) },
        Temperature = Temperature,
    };

    /// <summary>Computes probabilities of feature vectors.</summary>
    /// <param name="features">[rows, F].</param>
    /// <returns>[rows, C], each row summing to 1.</returns>
    /// <exception cref="ArgumentException">The vectors have another length.</exception>
    public FeatureMatrix Predict(FeatureMatrix features)
    {
        ArgumentNullException.ThrowIfNull(features);
        if (features.ColumnCount != FeatureCount)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The head takes vectors of {FeatureCount}, got {features.ColumnCount}: use the backbone that it was trained on."), nameof(features));
        }

        FeatureMatrix probabilities = new(features.RowCount, ClassCount);
        double[] logits = new double[ClassCount];
        for (int i = 0; i < features.RowCount; i++)
        {
            for (int c = 0; c < ClassCount; c++)
            {
                logits[c] = Bias.Span[c] + Dot(Weights.Span.Slice(c * FeatureCount, FeatureCount), features.Row(i));
            }

            SoftmaxFunction.Apply(logits, logits);
            for (int c = 0; c < ClassCount; c++)
            {
                probabilities.Row(i)[c] = (float)logits[c];
            }
        }

        return probabilities;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++)
        {
            sum += (double)a[k] * b[k];
        }

        return sum;
    }
}
