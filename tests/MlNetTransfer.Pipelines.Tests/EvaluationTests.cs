using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Metrics against figures computed by hand.</summary>
public sealed class EvaluationTests
{
    private static readonly MLContext Context = new();

    [Fact]
    public void Figures_of_a_small_table_are_those_of_the_formulas()
    {
        // Labels (keys from 0 in objects): a a b b c; the fourth row ties, the fifth is wrong.
        Row[] rows =
        [
            new(0, 0.7f, 0.2f, 0.1f), new(0, 0.1f, 0.8f, 0.1f), new(1, 0.2f, 0.7f, 0.1f), new(1, 0.4f, 0.4f, 0.2f), new(2, 0, 1, 0),
        ];
        MulticlassClassificationMetrics metrics = Evaluate(rows, topK: 2);
        double[] losses = [-Math.Log(0.7f), -Math.Log(0.1f), -Math.Log(0.7f), -Math.Log(0.4f), -Math.Log(1e-15)];
        double entropy = (-2 * 0.4 * Math.Log(0.4)) - (0.2 * Math.Log(0.2));
        Assert.Equal(2 / 5.0, metrics.MicroAccuracy, 1e-12);
        Assert.Equal((0.5 + 0.5 + 0) / 3, metrics.MacroAccuracy, 1e-12);
        Assert.Equal(losses.Average(), metrics.LogLoss, 1e-12);
        Assert.Equal((entropy - losses.Average()) / entropy, metrics.LogLossReduction, 1e-12);
        Assert.Equal([(losses[0] + losses[1]) / 2, (losses[2] + losses[3]) / 2, losses[4]], metrics.PerClassLogLoss);
        Assert.Equal([2 / 5.0, 4 / 5.0], metrics.TopKAccuracyForAllK);
        Assert.Equal(4 / 5.0, metrics.TopKAccuracy);
        Assert.Equal([1.0, 1.0, 0.0], metrics.ConfusionMatrix.Counts[0]);
        Assert.Equal([1.0, 1.0, 0.0], metrics.ConfusionMatrix.Counts[1]);
        Assert.Equal([0.0, 1.0, 0.0], metrics.ConfusionMatrix.Counts[2]);
        Assert.Equal(1, metrics.ConfusionMatrix.GetCountForClassPair(predictedClassIndicatorIndex: 1, actualClassIndicatorIndex: 2));
        Assert.Equal(0, metrics.ConfusionMatrix.GetCountForClassPair(predictedClassIndicatorIndex: 2, actualClassIndicatorIndex: 1));
        Assert.Equal([0.5, 1 / 3.0, 0], metrics.ConfusionMatrix.PerClassPrecision);
        Assert.Equal([0.5, 0.5, 0], metrics.ConfusionMatrix.PerClassRecall);
    }

    [Fact]
    public void Rows_without_finite_scores_are_left_out()
    {
        Row[] rows = [new(0, 1, 0, 0), new(1, float.NaN, 0, 0), new(1, 0, 1, 0)];
        Assert.Equal(2, Evaluate(rows).ConfusionMatrix.Counts.Sum(r => r.Sum()));
        Assert.Throws<ArgumentException>(() => Evaluate(rows[1..2]));
    }

    [Fact]
    public void The_confusion_table_has_the_known_form()
    {
        double[][] counts = [[9, 1, 0], [0, 10, 0], [1, 0, 9]];
        const string Expected = """

            Confusion table
                      ||========================
            PREDICTED ||   cat |   dog |   cow | Recall
            TRUTH     ||========================
                  cat ||     9 |     1 |     0 | 0.9000
                  dog ||     0 |    10 |     0 | 1.0000
                  cow ||     1 |     0 |     9 | 0.9000
                      ||========================
            Precision ||0.9000 |0.9091 |1.0000 |

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\n"), new ConfusionMatrix(counts, ["cat", "dog", "cow"]).GetFormattedConfusionTable());
    }

    [Fact]
    public void Long_names_are_numbered_in_the_confusion_table()
    {
        string[] lines = new ConfusionMatrix([[1, 0, 0], [0, 1, 0], [0, 0, 1]], ["dandelion", "b", "c"]).GetFormattedConfusionTable().Split('\n');
        Assert.Equal("PREDICTED    ||     0 |     1 |     2 | Recall", lines[3]);
        Assert.Equal("0. dandelion ||     1 |     0 |     0 | 1.0000", lines[5]);
        Assert.Equal("        1. b ||     0 |     1 |     0 | 1.0000", lines[6]);
    }

    [Fact]
    public void Wrong_columns_are_named_with_those_there_are()
    {
        IDataView data = Context.Data.LoadFromEnumerable(new[] { new Row(0, 1, 0, 0) });
        ArgumentException missing = Assert.Throws<ArgumentException>(() => Context.MulticlassClassification.Evaluate(data, labelColumnName: "Class"));
        Assert.Contains("no column 'Class'; the columns are 'Label', 'Score'", missing.Message, StringComparison.Ordinal);
        ArgumentException wrong = Assert.Throws<ArgumentException>(() => Context.MulticlassClassification.Evaluate(data, labelColumnName: "Score"));
        Assert.Contains("column 'Score' is Vector<Single, 3>, wanted is a key", wrong.Message, StringComparison.Ordinal);
    }

    private static MulticlassClassificationMetrics Evaluate(Row[] rows, int topK = 0) =>
        Context.MulticlassClassification.Evaluate(Context.Data.LoadFromEnumerable(rows), topKPredictionCount: topK);

    private sealed class Row(uint label, params float[] score)
    {
        [KeyType(3)]
        public uint Label = label;

        [VectorType(3)]
        public float[] Score = score;
    }
}
