namespace MlNetTransfer.Pipelines.Data;

/// <summary>How good a classifier's answers are.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(IReadOnlyList<double> topKAccuracyForAllK, ConfusionMatrix confusionMatrix)
    {
        TopKAccuracyForAllK = topKAccuracyForAllK;
        ConfusionMatrix = confusionMatrix;
    }

    /// <summary>Mean of -ln(probability of the right class), probabilities below 1e-15 counted as that.</summary>
    public double LogLoss { get; internal init; }

    /// <summary>(H - log-loss) / H with H the entropy of the labels measured on: 1 is perfect, 0 as good as always giving the labels' shares.</summary>
    public double LogLossReduction { get; internal init; }

    /// <summary>Mean over classes that have rows of the share of right answers.</summary>
    public double MacroAccuracy { get; internal init; }

    /// <summary>Share of right answers.</summary>
    public double MicroAccuracy { get; internal init; }

    /// <summary>Share of rows whose class is among the <see cref="TopKPredictionCount"/> most probable; 0 when not asked for.</summary>
    public double TopKAccuracy => TopKAccuracyForAllK.Count == 0 ? 0 : TopKAccuracyForAllK[^1];

    /// <summary>Number of places asked for.</summary>
    public int TopKPredictionCount { get; internal init; }

    /// <summary>Share of rows whose class is among the k most probable, for k from 1.</summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    /// <summary>Log-loss of each class's rows; 0 for classes without rows.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; internal init; } = [];

    /// <summary>Labels against answers.</summary>
    public ConfusionMatrix ConfusionMatrix { get; }
}
