using System.Text.Json;
using MlNetTransfer.Pipelines.Vision;
using MlNetTransfer.Tensors;
using Trainer = MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Gradient descent on the head against PyTorch, and the rules around it.</summary>
public sealed class HeadDescentTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(File.ReadAllText(TestData.Own("golden", "pipelines", "head_descent.json"))).RootElement;

    private static int Rows => Golden.GetProperty("rows").GetInt32();

    [Fact]
    public void Legacy_descent_is_what_PyTorch_computes()
    {
        List<Trainer.TrainMetrics> told = [];
        SoftmaxHead head = Run(told, new Trainer.Options { LegacyBehavior = true, EarlyStoppingCriteria = null, Epoch = 6, BatchSize = 5 });

        const double Tolerance = 2e-5; // floats against doubles
        foreach ((JsonElement epoch, int i) in Golden.GetProperty("epochs").EnumerateArray().Select((e, i) => (e, i)))
        {
            (Trainer.TrainMetrics train, Trainer.TrainMetrics validation) = (told[2 * i], told[(2 * i) + 1]);
            Assert.Equal(i, train.Epoch);
            Assert.Equal(epoch.GetProperty("accuracy").GetDouble(), train.Accuracy, Tolerance);
            Assert.Equal(epoch.GetProperty("crossEntropy").GetDouble(), train.CrossEntropy, Tolerance);
            Assert.Equal(epoch.GetProperty("learningRate").GetDouble(), train.LearningRate, 1e-7);
            Assert.Equal(epoch.GetProperty("validationAccuracy").GetDouble(), validation.Accuracy, Tolerance);
            Assert.Equal(epoch.GetProperty("validationCrossEntropy").GetDouble(), validation.CrossEntropy, Tolerance);
            Assert.Equal(5, train.BatchProcessedCount);
            Assert.Equal(2, validation.BatchProcessedCount);
        }

        AssertClose(Matrix("weights"), head.Weights, Tolerance);
        AssertClose([.. Golden.GetProperty("bias").EnumerateArray().Select(v => v.GetSingle())], head.Bias, Tolerance);
    }

    [Fact]
    public void The_best_epoch_is_kept_and_legacy_keeps_the_last()
    {
        Trainer.Options options = new() { HeadMethod = Trainer.HeadMethod.GradientDescent, Epoch = 30, BatchSize = 4, LearningRate = 0.5f, LearningRateScheduler = null, EarlyStoppingCriteria = null };
        List<Trainer.TrainMetrics> told = [];
        SoftmaxHead best = Run(told, options);
        Trainer.TrainMetrics[] judged = [.. told.Where(m => m.DatasetUsed == Trainer.ImageClassificationMetrics.Dataset.Validation)];
        Trainer.TrainMetrics expected = judged.OrderByDescending(m => m.Accuracy).ThenBy(m => m.CrossEntropy).First();
        Assert.Equal(expected.CrossEntropy, CrossEntropy(best), 1e-6f);
        Assert.NotEqual(judged[^1].CrossEntropy, expected.CrossEntropy);

        options.LegacyBehavior = true;
        told.Clear();
        SoftmaxHead last = Run(told, options);
        Assert.Equal(told[^1].CrossEntropy, BatchMeans(last, 4), 1e-6f);
    }

    [Fact]
    public void Early_stopping_stops_after_patience_and_starts_afresh_in_each_training()
    {
        Trainer.Options options = new() { HeadMethod = Trainer.HeadMethod.GradientDescent, EarlyStoppingCriteria = new Trainer.EarlyStopping(minDelta: 0.01f, patience: 4) };
        int[] epochs = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            List<Trainer.TrainMetrics> told = [];
            Run(told, options);
            return told.Count / 2;
        })];
        Assert.Equal(5, epochs[0]); // Validation accuracy is 1 from the first epoch on: four epochs without improvement follow.
        Assert.Equal(epochs[0], epochs[1]);
    }

    [Theory]
    [InlineData(Trainer.EarlyStoppingMetric.Accuracy, new[] { 0.5f, 0.505f, 0.52f, 0.52f, 0.1f }, new[] { false, false, false, false, true })]
    [InlineData(Trainer.EarlyStoppingMetric.Loss, new[] { 0.5f, 0.495f, 0.48f, 0.48f, 0.9f }, new[] { false, false, false, false, true })]
    public void Improvement_is_measured_from_the_best_value(Trainer.EarlyStoppingMetric metric, float[] values, bool[] expected)
    {
        Trainer.EarlyStopping rule = new(minDelta: 0.01f, patience: 2, metric: metric);
        bool[] stops = [.. values.Select(v => rule.ShouldStop(new Trainer.TrainMetrics { Accuracy = v, CrossEntropy = v }))];
        Assert.Equal(expected, stops);
    }

    [Fact]
    public void Too_few_pictures_for_a_batch_are_an_error_in_legacy_and_work_otherwise()
    {
        Trainer.Options options = new() { LegacyBehavior = true, BatchSize = 100 };
        ArgumentException error = Assert.Throws<ArgumentException>(() => Run([], options));
        Assert.Contains("23 training pictures are fewer than BatchSize (100)", error.Message, StringComparison.Ordinal);
        options.LearningRateScheduler = null;
        Assert.NotEmpty(Run([], options).Weights);
        Assert.All(Run([], new Trainer.Options { HeadMethod = Trainer.HeadMethod.GradientDescent, BatchSize = 100 }).Weights, w => Assert.True(float.IsFinite(w)));
    }

    [Fact]
    public void Learning_rate_is_the_base_of_the_default_schedule_and_legacy_ignores_it()
    {
        foreach ((bool legacy, float expected) in new[] { (false, 0.02f), (true, 0.01f) })
        {
            List<Trainer.TrainMetrics> told = [];
            Run(told, new Trainer.Options { LegacyBehavior = legacy, HeadMethod = Trainer.HeadMethod.GradientDescent, LearningRate = 0.02f, Epoch = 1, BatchSize = 5 });
            Assert.Equal(expected, told[0].LearningRate);
        }
    }

    [Fact]
    public void A_training_that_diverges_says_so()
    {
        Trainer.Options options = new() { HeadMethod = Trainer.HeadMethod.GradientDescent, LearningRate = 1e30f, LearningRateScheduler = null };
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => Run([], options));
        Assert.Contains("diverged in epoch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_stops_between_batches()
    {
        using CancellationTokenSource source = new();
        int epochs = 0;
        Trainer.Options options = new()
        {
            HeadMethod = Trainer.HeadMethod.GradientDescent,
            MetricsCallback = m =>
            {
                epochs = m.Train!.Epoch;
                if (epochs == 3)
                {
                    source.Cancel();
                }
            },
        };
        Assert.Throws<OperationCanceledException>(() => new HeadDescent(RunOf([], options, source.Token), Start()).Run(Samples(0, Rows), Samples(Rows, 7)));
        Assert.Equal(3, epochs);
    }

    [Fact]
    public void Scaled_features_and_folded_weights_give_the_same_scores()
    {
        DescentSamples samples = Samples(0, Rows);
        int[] rows = [.. Enumerable.Range(0, Rows)];
        FeatureScale scale = FeatureScale.Of(samples.Features, rows);
        FeatureMatrix scaled = scale.Apply(samples.Features, rows);
        for (int k = 0; k < scaled.ColumnCount; k++)
        {
            double[] column = [.. rows.Select(r => (double)scaled.Row(r)[k])];
            Assert.Equal(0, column.Average(), 1e-5);
            Assert.Equal(1, column.Average(v => v * v), 1e-5);
        }

        SoftmaxHead head = SoftmaxHead.Create(scaled.ColumnCount, 3, seed: 5);
        head.Weights.AsSpan().Fill(0.25f);
        head.Weights[1] = -2;
        (float[] weights, float[] bias) = scale.Fold(head);
        SoftmaxHead folded = SoftmaxHead.Of(scaled.ColumnCount, weights, bias);
        (int right, double loss) = head.Measure(samples with { Features = scaled }, rows);
        (int foldedRight, double foldedLoss) = folded.Measure(samples, rows);
        Assert.Equal(right, foldedRight);
        Assert.Equal(loss, foldedLoss, 1e-3);
    }

    [Fact]
    public void Initial_weights_are_small_cut_off_and_seeded()
    {
        float[] weights = SoftmaxHead.Create(1000, 10, seed: 3).Weights;
        Assert.All(weights, w => Assert.InRange(Math.Abs(w), 0, 0.002f));
        Assert.Equal(0, weights.Average(w => (double)w), 3e-5);
        // Deviation of a normal distribution that is cut off at two deviations: 0.8796.
        Assert.Equal(0.0008796, Math.Sqrt(weights.Average(w => (double)w * w)), 2e-5);
        Assert.Equal(weights, SoftmaxHead.Create(1000, 10, seed: 3).Weights);
        Assert.NotEqual(weights, SoftmaxHead.Create(1000, 10, seed: 4).Weights);
    }

    private static SoftmaxHead Start() => SoftmaxHead.Of(6, Matrix("startWeights"), new float[3]);

    private static SoftmaxHead Run(List<Trainer.TrainMetrics> told, Trainer.Options options) =>
        new HeadDescent(RunOf(told, options, CancellationToken.None), Start()).Run(Samples(0, Rows), Samples(Rows, 7));

    private static TrainingRun RunOf(List<Trainer.TrainMetrics> told, Trainer.Options options, CancellationToken cancellationToken)
    {
        Trainer.Options copy = options.Copy();
        copy.MetricsCallback += m => told.Add(m.Train!);
        return new TrainingRun { Options = copy, Seed = 1, NetworkFolder = "", DefaultBackbone = null, Tell = (_, _) => { }, CancellationToken = cancellationToken };
    }

    private static float CrossEntropy(SoftmaxHead head) => (float)(head.Measure(Samples(Rows, 7), [0, 1, 2, 3, 4, 5, 6]).Loss / 7);

    private static float BatchMeans(SoftmaxHead head, int batch) =>
        (float)Enumerable.Range(0, 7).Chunk(batch).Average(rows => head.Measure(Samples(Rows, 7), rows).Loss / rows.Length);

    private static DescentSamples Samples(int first, int count)
    {
        float[] all = Matrix("features");
        int width = all.Length / Golden.GetProperty("features").GetArrayLength();
        int[] labels = [.. Golden.GetProperty("labels").EnumerateArray().Select(v => v.GetInt32())];
        return new DescentSamples(new FeatureMatrix(count, width, all[(first * width)..((first + count) * width)]), labels[first..(first + count)]);
    }

    private static float[] Matrix(string name) => [.. Golden.GetProperty(name).EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(v => v.GetSingle())];

    private static void AssertClose(float[] expected, float[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
    }
}
