using System.Text.Json;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Evaluation;

public sealed class CalibrationAndMetricsTests
{
    public static TheoryData<int> Temperatures() => HeadCases.Indices("temperature");

    public static TheoryData<int> Metrics() => HeadCases.Indices("metrics");

    [Theory]
    [MemberData(nameof(Temperatures))]
    public void Temperatures_match_scipy(int index)
    {
        JsonElement golden = HeadCases.Golden("temperature")[index];
        ScoreSet set = new()
        {
            Scores = HeadCases.Doubles(golden, "scores"),
            Labels = HeadCases.Integers(golden, "labels"),
            ClassCount = golden.GetProperty("classes").GetInt32(),
        };
        double expected = golden.GetProperty("temperature").GetDouble();
        Assert.Equal(1, TemperatureCalibration.Fit(set) / expected, 1e-5);
        Assert.Equal(1, TemperatureCalibration.Fit(set, start: 50 * expected) / expected, 1e-5);
    }

    [Fact]
    public void Equal_scores_and_worthless_scores_give_finite_temperatures()
    {
        ScoreSet equal = new() { Scores = new double[6], Labels = new int[] { 0, 1 }, ClassCount = 3 };
        Assert.Equal(1, TemperatureCalibration.Fit(equal));
        ScoreSet wrong = new() { Scores = new double[] { 1, 0, 0, 1 }, Labels = new int[] { 1, 0 }, ClassCount = 2 };
        Assert.InRange(TemperatureCalibration.Fit(wrong), 100, 1e4);
        ScoreSet perfect = new() { Scores = new double[] { 1, 0, 0, 1 }, Labels = new int[] { 0, 1 }, ClassCount = 2 };
        double temperature = TemperatureCalibration.Fit(perfect);

        // Two right samples and a third that is anybody's guess: p = 1 - 1/3/2.
        Assert.Equal(5.0 / 6, 1 / (1 + Math.Exp(-1 / temperature)), 1e-9);
        Assert.Throws<ArgumentException>(() => TemperatureCalibration.Fit(equal with { ClassCount = 2 }));
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public void Metrics_match_the_definitions_written_out_in_numpy(int index)
    {
        JsonElement golden = HeadCases.Golden("metrics")[index];
        int classes = golden.GetProperty("classes").GetInt32();
        ClassificationMetrics metrics = ClassificationMetrics.Compute(
            HeadCases.Matrix(golden, "probabilities", classes), HeadCases.Integers(golden, "labels"));
        Assert.Equal(golden.GetProperty("accuracy").GetDouble(), metrics.Accuracy.Value, 1e-12);
        Assert.Equal(golden.GetProperty("lower").GetDouble(), metrics.Accuracy.Lower, 1e-12);
        Assert.Equal(golden.GetProperty("upper").GetDouble(), metrics.Accuracy.Upper, 1e-12);
        Assert.Equal(golden.GetProperty("top3").GetDouble(), metrics.TopK.Single(k => k.K == 3).Accuracy.Value, 1e-12);
        Assert.Equal(golden.GetProperty("balancedAccuracy").GetDouble(), metrics.BalancedAccuracy, 1e-12);
        Assert.Equal(golden.GetProperty("macroF1").GetDouble(), metrics.MacroF1, 1e-12);
        Assert.Equal(golden.GetProperty("logLoss").GetDouble(), metrics.LogLoss, 1e-12);
        Assert.Equal(golden.GetProperty("calibrationError").GetDouble(), metrics.ExpectedCalibrationError, 1e-9);
        Assert.Equal(golden.GetProperty("brier").GetDouble(), metrics.BrierScore, 1e-12);
        Assert.Equal(golden.GetProperty("majority").GetDouble(), metrics.MajorityBaseline.Value, 1e-12);
        int[][] confusion = [.. golden.GetProperty("confusion").EnumerateArray().Select(row => row.EnumerateArray().Select(v => v.GetInt32()).ToArray())];
        Assert.Equal(confusion, metrics.ConfusionMatrix);
    }

    [Fact]
    public void Metrics_of_four_samples_match_a_sheet_of_paper()
    {
        FeatureMatrix probabilities = new(4, 3, [0.7f, 0.2f, 0.1f, 0.5f, 0.25f, 0.25f, 0, 1, 0, 0.5f, 0.5f, 0]);
        ClassificationMetrics metrics = ClassificationMetrics.Compute(probabilities, [0, 1, 1, 1], ["a", "b", "c"]);
        Assert.Equal(0.5, metrics.Accuracy.Value);
        Assert.Equal(0.75, metrics.MajorityBaseline.Value);
        Assert.Equal((1 + (1.0 / 3)) / 2, metrics.BalancedAccuracy, 1e-12);
        Assert.Equal(0.5, metrics.MacroF1, 1e-12);
        Assert.Equal((-Math.Log(0.7f) - Math.Log(0.25) - 0 - Math.Log(0.5)) / 4, metrics.LogLoss, 1e-9);
        Assert.Equal(((0.09 + 0.04 + 0.01) + (0.25 + 0.5625 + 0.0625) + 0 + 0.5) / 4, metrics.BrierScore, 1e-6);
        Assert.Equal((0.3 + (2 * 0.5)) / 4, metrics.ExpectedCalibrationError, 1e-6);
        Assert.Equal([3, 1, 0], metrics.Classes.Select(c => c.Predicted));
        Assert.Equal([1, 3, 0], metrics.Classes.Select(c => c.Support));
        Assert.Equal("b", metrics.Classes[1].Name);
        Assert.Null(metrics.Classes[2].Recall);
        Assert.Null(metrics.Classes[2].F1);
        Assert.Single(metrics.TopK);
    }

    [Fact]
    public void What_is_no_probability_is_refused_by_row()
    {
        Assert.Contains("Row 1", Assert.Throws<ArgumentException>(() =>
            ClassificationMetrics.Compute(new FeatureMatrix(2, 2, [0.5f, 0.5f, 0.9f, 0.5f]), [0, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Compute(new FeatureMatrix(1, 2, [float.NaN, 1]), [0]));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Compute(new FeatureMatrix(1, 2, [0, 1]), [2]));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.Compute(new FeatureMatrix(0, 2), []));
    }

    [Fact]
    public void Intervals_and_exact_tests_match_scipy()
    {
        foreach (JsonElement golden in HeadCases.Golden("intervals").EnumerateArray())
        {
            int successes = golden.GetProperty("successes").GetInt32();
            int trials = golden.GetProperty("trials").GetInt32();
            (double lower, double upper) = BinomialInterval.Wilson(successes, trials);
            double[] wilson = HeadCases.Doubles(golden, "wilson");
            Assert.Equal(wilson[0], lower, 1e-10);
            Assert.Equal(wilson[1], upper, 1e-10);
            double[] exact = HeadCases.Doubles(golden, "clopperPearson");
            (lower, upper) = BinomialInterval.ClopperPearson(successes, trials);
            Assert.Equal(exact[0], lower, 1e-8);
            Assert.Equal(exact[1], upper, 1e-8);
        }

        foreach (JsonElement golden in HeadCases.Golden("mcNemar").EnumerateArray())
        {
            Assert.Equal(
                golden.GetProperty("p").GetDouble(),
                PairedComparison.ExactMcNemar(golden.GetProperty("first").GetInt32(), golden.GetProperty("second").GetInt32()),
                1e-9);
        }
    }

    [Fact]
    public void Paired_comparison_counts_disagreements_and_knows_its_error()
    {
        FeatureMatrix first = new(3, 2, [0.9f, 0.1f, 0.6f, 0.4f, 0.2f, 0.8f]);
        FeatureMatrix second = new(3, 2, [0.8f, 0.2f, 0.3f, 0.7f, 0.4f, 0.6f]);
        PairedComparison comparison = PairedComparison.Compute(first, second, [0, 1, 1]);
        double[] differences = [Math.Log(0.8f / 0.9f), Math.Log(0.7f / 0.4f), Math.Log(0.6f / 0.8f)];
        double mean = differences.Average();
        Assert.Equal((0, 1, 1.0), (comparison.OnlyFirstRight, comparison.OnlySecondRight, comparison.McNemarP));
        Assert.Equal(mean, comparison.LogLossDifference, 1e-6);
        Assert.Equal(Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / 2 / 3), comparison.LogLossStandardError, 1e-6);
    }

    [Fact]
    public void Softmax_neither_overflows_nor_underflows()
    {
        double[] probabilities = new double[3];
        SoftmaxFunction.Apply([1e308, 1e308, -1e308], probabilities);
        Assert.Equal([0.5, 0.5, 0], probabilities);
        Assert.Equal(1000 + Math.Log(2), SoftmaxFunction.LogSumExp([1000, 1000]), 1e-12);
        Assert.Equal(-1000 + Math.Log(3), SoftmaxFunction.LogSumExp([-1000, -1000, -1000]), 1e-12);
    }
}
