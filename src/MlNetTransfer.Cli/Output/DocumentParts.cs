using System.Globalization;
using MlNetTransfer.Datasets;
using MlNetTransfer.Evaluation;

namespace MlNetTransfer.Cli.Output;

/// <summary>From the library's reports to the documents' parts.</summary>
internal static class DocumentParts
{
    public static ImagesDocument Images(SkipReport report, int fromCache) => new(
        report.Found,
        report.Used,
        report.Skipped.Count,
        fromCache,
        [.. report.Skipped.Select(s => new SkippedDocument(s.RelativePath, s.Reason.ToString(), s.Message))]);

    public static SecondsDocument Seconds(StageSeconds s) => new(Round(s.Load), Round(s.Extract), Round(s.Head), null, Round(s.Total));

    public static MetricsDocument Metrics(ClassificationMetrics m) => new()
    {
        Count = m.SampleCount,
        Accuracy = m.Accuracy.Value,
        AccuracyLow = m.Accuracy.Lower,
        AccuracyHigh = m.Accuracy.Upper,
        MajorityBaseline = m.MajorityBaseline.Value,
        BalancedAccuracy = m.BalancedAccuracy,
        MacroF1 = m.MacroF1,
        LogLoss = m.LogLoss,
        Ece = m.ExpectedCalibrationError,
        Brier = m.BrierScore,
        TopK = m.TopK.ToDictionary(t => t.K.ToString(CultureInfo.InvariantCulture), t => t.Accuracy.Value),
        Classes = [.. m.Classes.Select(c => new ClassDocument(c.Name, c.Support, c.Precision, c.Recall, c.F1))],
        ConfusionMatrix = m.ConfusionMatrix,
    };

    public static PredictionDocument Prediction(FilePrediction file) =>
        new(file.Path, file.Error, file.Prediction?.Top, file.Prediction?.Probabilities);

    private static double Round(double seconds) => Math.Round(seconds, 4);
}
