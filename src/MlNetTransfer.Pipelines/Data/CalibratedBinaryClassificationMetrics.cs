namespace MlNetTransfer.Pipelines.Data;

/// <summary>Figures of classifications into two classes with probabilities. Nothing here measures them; the type is there so that helper classes which print them compile.</summary>
public sealed class CalibratedBinaryClassificationMetrics
{
    internal CalibratedBinaryClassificationMetrics()
    {
    }

    /// <summary>Share of right answers.</summary>
    public double Accuracy { get; internal init; }

    /// <summary>Area under the curve of true against false positives.</summary>
    public double AreaUnderRocCurve { get; internal init; }

    /// <summary>Area under the curve of precision against recall.</summary>
    public double AreaUnderPrecisionRecallCurve { get; internal init; }

    /// <summary>Harmonic mean of precision and recall.</summary>
    public double F1Score { get; internal init; }

    /// <summary>Mean log-loss.</summary>
    public double LogLoss { get; internal init; }

    /// <summary>Log-loss relative to that of the labels' shares.</summary>
    public double LogLossReduction { get; internal init; }

    /// <summary>Share of positive answers that are right.</summary>
    public double PositivePrecision { get; internal init; }

    /// <summary>Share of positives that are found.</summary>
    public double PositiveRecall { get; internal init; }

    /// <summary>Share of negative answers that are right.</summary>
    public double NegativePrecision { get; internal init; }

    /// <summary>Share of negatives that are found.</summary>
    public double NegativeRecall { get; internal init; }
}
