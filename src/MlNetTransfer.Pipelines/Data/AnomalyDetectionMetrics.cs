namespace MlNetTransfer.Pipelines.Data;

/// <summary>Figures of the detection of anomalies. Nothing here measures them; the type is there so that helper classes which print them compile.</summary>
public sealed class AnomalyDetectionMetrics
{
    internal AnomalyDetectionMetrics()
    {
    }

    /// <summary>Area under the curve of true against false positives.</summary>
    public double AreaUnderRocCurve { get; internal init; }

    /// <summary>Share of anomalies found at a number of false alarms.</summary>
    public double DetectionRateAtFalsePositiveCount { get; internal init; }
}
