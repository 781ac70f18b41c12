using System.Text.Json;
using MlNetTransfer.Backbones;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Scenarios;

/// <summary>The learning-rate finder on the repository's own pictures with a tiny network.</summary>
public sealed class LearningRateTests
{
    private static readonly string Network = TestData.Own("golden", "networks", "mobilenet_v2.onnx");

    private static readonly FineTuningOptions Options = new()
    {
        Freeze = FreezeOptions.Parse("last-2"),
        Training = new GradientTrainingOptions { Epochs = 2, BatchSize = 6, CheckpointSeconds = 1e-6 },
        FindLearningRate = new LearningRateSweepOptions { StepCount = 40, BatchCount = 3 },
    };

    [Fact]
    public void The_rate_that_is_found_is_the_one_that_trains_and_nothing_else_of_the_sweep_is_left()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        LearningRateSweep sweep = Trainer(Options).FindLearningRate(pictures, cancellationToken: TestContext.Current.CancellationToken);
        LearningRateSweep again = Trainer(Options, threads: 1).FindLearningRate(pictures, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(sweep.Points, again.Points);
        Assert.Equal(sweep.Points.Select(p => p.Rate).Order(), sweep.Points.Select(p => p.Rate));
        Assert.InRange(sweep.Suggestion, 1e-6, 1);
        Assert.True(sweep.Points.Min(p => p.Smoothed) < sweep.Points[0].Loss);

        TrainingResult found = Trainer(Options).Fit(pictures, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(sweep.Suggestion, found.Report.FineTuning!.LearningRates!.Suggestion);
        FineTuningOptions given = Options with
        {
            FindLearningRate = null,
            Training = Options.Training! with { Optimizer = new OptimizerOptions { LearningRate = sweep.Suggestion } },
        };
        TrainingResult direct = Trainer(given).Fit(pictures, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(direct.Model.ExportOnnx(), found.Model.ExportOnnx());
        Assert.Null(direct.Report.FineTuning!.LearningRates);
    }

    [Theory]
    [InlineData(7, 2)]
    [InlineData(45, 1)]
    public void A_training_interrupted_in_the_sweep_or_after_it_resumes_to_the_same_bits(int steps, int sweeps)
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        byte[] expected = Trainer(Options).Fit(pictures, cancellationToken: TestContext.Current.CancellationToken).Model.ExportOnnx();
        FineTuningOptions kept = Options with { CheckpointPath = folder.File("run.checkpoint") };
        using CancellationTokenSource cancel = new();
        StepCount progress = new(steps, cancel);
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer(kept).Fit(pictures, null, progress, cancel.Token));
        Assert.Equal(expected, Trainer(kept).Fit(pictures, null, progress, TestContext.Current.CancellationToken).Model.ExportOnnx());
        Assert.Equal(sweeps, progress.Sweeps);
    }

    [Fact]
    public void The_ladder_keeps_its_own_rates()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Trainer(Options with { Freeze = null }).Fit("nowhere.csv"));
        Assert.Contains("each rung", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ImageClassificationTrainer().FindLearningRate("nowhere.csv"));
    }

    [Fact]
    public void The_console_shows_the_curve_alone_or_trains_with_what_it_finds()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        string zip = folder.File("m.zip");
        string[] common = ["train", pictures, "--backbone", Network, "--preprocessing", "torchvision", "--size", "32", "--features", "features", "--out", zip, "--no-cache", "--batch-size", "6", "--epochs", "1"];
        CommandLine.Result look = CommandLine.Run([.. common, "--mode", "last-1", "--find-learning-rate", "--json"]);
        Assert.True(look.ExitCode == 0, look.Error);
        Assert.False(File.Exists(zip));
        JsonElement json = look.Json;
        Assert.Equal("mlnet-transfer/learning-rate/1", json.GetProperty("schema").GetString());
        Assert.InRange(json.GetProperty("points").GetArrayLength(), 20, 100);

        CommandLine.Result train = CommandLine.Run([.. common, "--mode", "last-1", "--learning-rate", "find"]);
        Assert.True(train.ExitCode == 0, train.Error);
        Assert.Contains(FormattableString.Invariant($"learning rate {json.GetProperty("suggestion").GetDouble():G3}: "), train.Output, StringComparison.Ordinal);
        Assert.Contains("▁", train.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(zip));
    }

    [Theory]
    [InlineData("each rung", "--mode", "auto", "--learning-rate", "find")]
    [InlineData("each rung", "--mode", "auto", "--find-learning-rate")]
    [InlineData("--mode", "--find-learning-rate")]
    [InlineData("'quick'", "--mode", "all", "--learning-rate", "quick")]
    public void The_console_refuses_what_makes_no_sense(string message, params string[] arguments)
    {
        using TemporaryFolder folder = new();
        CommandLine.Result refused = CommandLine.Run(["train", folder.File("nowhere"), .. arguments]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(message, refused.Error, StringComparison.Ordinal);
    }

    private static ImageClassificationTrainer Trainer(FineTuningOptions tuning, int threads = 2) => new(new ImageClassificationTrainerOptions
    {
        Backbone = Network,
        BackboneOverrides = new BackboneOverrides { Preprocessing = "torchvision", Width = 32, Height = 32, Features = "features" },
        FineTuning = tuning,
        Reading = new PictureReadingOptions { Cache = null, ThreadCount = threads },
    });

    /// <summary>Cancels after a number of steps, the sweep's included; counts sweeps.</summary>
    private sealed class StepCount(int count, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        private int _steps;

        public int Sweeps { get; private set; }

        public void Report(TrainingProgress value)
        {
            if (value.Phase.StartsWith("training ", StringComparison.Ordinal))
            {
                Sweeps += value.Completed == 1 && value.Phase.Contains("learning rates", StringComparison.Ordinal) ? 1 : 0;
                if (++_steps == count)
                {
                    source.Cancel();
                }
            }
        }
    }
}
