using MlNetTransfer.Backbones;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Scenarios;

/// <summary>Heads with hidden layers, from pictures to a saved model, with a tiny network of the repository's own.</summary>
public sealed class HiddenLayerTests
{
    private static readonly string Network = TestData.Own("golden", "networks", "mobilenet_v2.onnx");

    private static readonly GradientTrainingOptions Short = new() { Epochs = 2, BatchSize = 6, CheckpointSeconds = 1e-6 };

    [Fact]
    public void A_head_with_hidden_layers_is_trained_on_an_unchanged_backbone_saved_verified_and_exported()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        FineTuningOptions options = new() { Freeze = FreezeOptions.Parse("head"), Hidden = [24, 8], Dropout = 0.5, Training = Short };
        TrainingResult result = Train(pictures, options, threads: 1);
        FineTuningReport report = result.Report.FineTuning!;
        Assert.Equal([24, 8], report.Hidden);
        Assert.True(report.Movement!.IsFrozenUnchanged);
        BlockPlan moving = Assert.Single(report.Blocks, b => b.MovingCount > 0);
        Assert.Equal("head", moving.Name);
        Assert.Equal((24 * (result.Report.FeatureCount + 1)) + (8 * 25) + (3 * 9), moving.MovingCount);
        Assert.True(report.Movement.Blocks[^1].Change > 0);

        string zip = folder.File("model.zip");
        result.Model.Save(zip);
        ImageClassifier loaded = ImageClassifier.Load(zip);
        Assert.True(loaded.Verify() is { IsPassed: true, IsExact: true });
        Assert.Equal("24,8", loaded.Manifest.Head.Settings["hidden"]);
        EvaluationReport again = loaded.Evaluate(pictures, new PictureReadingOptions { Cache = null });
        Assert.Equal(result.Report.Test!.Pictures.SelectMany(p => p.Prediction.Probabilities), again.Pictures.SelectMany(p => p.Prediction.Probabilities));
        Graph exported = OnnxReader.Read(loaded.ExportOnnx());
        Assert.DoesNotContain(exported.Nodes, n => n.Operator is Dropout);
        Assert.Equal(3, exported.Nodes.Count(n => n.Operator is Gemm && n.Name.StartsWith("head", StringComparison.Ordinal)));
        Assert.Equal(loaded.ExportOnnx(), Train(pictures, options, threads: 2).Model.ExportOnnx());
    }

    [Fact]
    public void The_ladder_judges_a_head_with_hidden_layers_as_a_rung_of_its_own_and_resumes_to_the_same_bits()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        FineTuningOptions options = new() { Hidden = [16], Training = Short, FoldCount = 2 };
        TrainingResult whole = Train(pictures, options);
        IReadOnlyList<RungReport> rungs = whole.Report.FineTuning!.Rungs;
        Assert.Equal(["frozen head", "hidden 16", "norm-and-bias"], rungs.Take(3).Select(r => r.Name));
        Assert.NotNull(rungs[1].Comparison);
        Assert.True(rungs.Count >= 4);
        Assert.Equal(rungs[1].IsAccepted ? [16] : [], whole.Report.FineTuning.Hidden);

        using CancellationTokenSource cancel = new();
        FineTuningOptions kept = options with { CheckpointPath = folder.File("run.checkpoint") };
        Assert.ThrowsAny<OperationCanceledException>(() => Train(pictures, kept, progress: new StopInRung("hidden 16, fold 1", cancel), cancel: cancel.Token));
        Assert.True(File.Exists(kept.CheckpointPath));
        Assert.Equal(whole.Model.ExportOnnx(), Train(pictures, kept).Model.ExportOnnx());
    }

    [Fact]
    public void The_console_takes_widths_and_says_which_modes_do()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        string[] common = ["train", pictures, "--backbone", Network, "--preprocessing", "torchvision", "--size", "32", "--features", "features", "--out", folder.File("m.zip"), "--no-cache"];
        CommandLine.Result trained = CommandLine.Run([.. common, "--mode", "head", "--hidden", "24,8", "--dropout", "0.5", "--epochs", "2"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("hidden layers of the head: 24, 8", trained.Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("verify", folder.File("m.zip")).ExitCode);
        (string[] Arguments, string Message)[] wrong =
        [
            (["--hidden", "24"], "--mode head"),
            (["--mode", "head", "--hidden", "24,x"], "24,x"),
            (["--mode", "head", "--dropout", "0.5"], "--hidden 1024"),
        ];
        foreach ((string[] arguments, string message) in wrong)
        {
            CommandLine.Result refused = CommandLine.Run([.. common, .. arguments]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(message, refused.Error, StringComparison.Ordinal);
        }
    }

    private static TrainingResult Train(
        string pictures, FineTuningOptions tuning, int threads = 2, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default) =>
        new ImageClassificationTrainer(new ImageClassificationTrainerOptions
        {
            Backbone = Network,
            BackboneOverrides = new BackboneOverrides { Preprocessing = "torchvision", Width = 32, Height = 32, Features = "features" },
            FineTuning = tuning,
            Reading = new PictureReadingOptions { Cache = null, ThreadCount = threads },
        }).Fit(pictures, null, progress, cancel);

    /// <summary>Cancels at the first step of a training.</summary>
    private sealed class StopInRung(string name, CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            if (value.Phase.StartsWith("training " + name, StringComparison.Ordinal))
            {
                source.Cancel();
            }
        }
    }
}
