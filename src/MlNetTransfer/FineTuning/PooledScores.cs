using MlNetTransfer.Evaluation;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>Scores of all pictures, each from a model that had not learnt from it, calibrated together.</summary>
internal sealed record PooledScores(FeatureMatrix Scores, double Temperature, FeatureMatrix Probabilities, ClassificationMetrics Metrics)
{
    /// <summary>Calibrates and measures.</summary>
    public static PooledScores Of(FeatureMatrix scores, IReadOnlyList<int> labels)
    {
        int[] classes = [.. labels];
        double temperature = TemperatureCalibration.Fit(new ScoreSet { Scores = ScoredRows.Doubles(scores), Labels = classes, ClassCount = scores.ColumnCount });
        FeatureMatrix probabilities = ScoredRows.Probabilities(scores, temperature);
        return new PooledScores(scores, temperature, probabilities, ClassificationMetrics.Compute(probabilities, classes));
    }
}
