#nullable disable
using MlNetTransfer.Pipelines;
using MlNetTransfer.Pipelines.Data;
using static MlNetTransfer.Pipelines.TrainCatalogBase;

namespace Programs.Common;

/// <summary>The shape of the helper class that the samples share: it names the metrics of all tasks and must compile.</summary>
public static class ConsoleHelper
{
    public static string Describe(RegressionMetrics metrics) =>
        $"{metrics.LossFunction:0.##} {metrics.RSquared:0.##} {metrics.MeanAbsoluteError:#.##} {metrics.MeanSquaredError:#.##} {metrics.RootMeanSquaredError:#.##}";

    public static string Describe(CalibratedBinaryClassificationMetrics metrics) =>
        $"{metrics.Accuracy:P2} {metrics.AreaUnderRocCurve:P2} {metrics.AreaUnderPrecisionRecallCurve:P2} {metrics.F1Score:P2} {metrics.LogLoss:#.##} "
        + $"{metrics.LogLossReduction:#.##} {metrics.PositivePrecision:#.##} {metrics.PositiveRecall:#.##} {metrics.NegativePrecision:#.##} {metrics.NegativeRecall:P2}";

    public static string Describe(AnomalyDetectionMetrics metrics) => $"{metrics.AreaUnderRocCurve:P2} {metrics.DetectionRateAtFalsePositiveCount}";

    public static string Describe(ClusteringMetrics metrics) => $"{metrics.AverageDistance} {metrics.DaviesBouldinIndex}";

    public static string DescribeFolds(IReadOnlyList<CrossValidationResult<RegressionMetrics>> folds) => $"{folds.Select(f => f.Metrics.RSquared).Average():0.###}";

    public static List<float[]> PeekVectorColumnDataInConsole(
        MLContext mlContext, string columnName, IDataView dataView, IEstimator<ITransformer> pipeline, int numberOfRows = 4)
    {
        var transformer = pipeline.Fit(dataView);
        var transformedData = transformer.Transform(dataView);
        return transformedData.GetColumn<float[]>(columnName).Take(numberOfRows).ToList();
    }
}
