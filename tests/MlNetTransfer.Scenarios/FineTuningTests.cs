using MlNetTransfer.Backbones;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Scenarios;

/// <summary>Fine-tuning from pictures to a saved model, with a tiny network of the repository's own.</summary>
public sealed class FineTuningTests
{
    private const int KillCount = 20;

    private static readonly string Network = TestData.Own("golden", "networks", "mobilenet_v2.onnx");

    private static readonly GradientTrainingOptions Short = new() { Epochs = 2, BatchSize = 6, AverageDecay = 0.9, CheckpointSeconds = 1e-6 };

    [Fact]
    public void A_fine_tuned_model_is_saved_verified_exported_and_predicts_what_was_measured()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        TrainingResult result = Train(pictures, new FineTuningOptions { Freeze = new FreezeOptions { Mode = FreezeMode.All }, Training = Short, LogFolder = folder.File("log") });
        FineTuningReport report = result.Report.FineTuning!;
        Assert.True(report.Movement!.IsFrozenUnchanged);
        Assert.All(report.Blocks.Zip(report.Movement.Blocks), pair => Assert.Equal(pair.First.MovingCount > 0, pair.Second.Change > 0));
        Assert.Equal(report.Blocks.Sum(b => b.ParameterCount), report.Blocks.Sum(b => b.MovingCount));
        Assert.Equal(2, report.Training!.Epochs.Count);
        Assert.True(new FileInfo(Path.Combine(folder.File("log"), "training.jsonl")).Length > 0);
        Assert.Single(Directory.GetFiles(folder.File("log"), "events.out.tfevents.*"));

        string zip = folder.File("model.zip");
        result.Model.Save(zip);
        ImageClassifier loaded = ImageClassifier.Load(zip);
        Assert.True(loaded.Verify() is { IsPassed: true, IsExact: true });
        EvaluationReport again = loaded.Evaluate(pictures, new PictureReadingOptions { Cache = null });
        Assert.Equal(result.Report.Test!.Pictures.SelectMany(p => p.Prediction.Probabilities), again.Pictures.SelectMany(p => p.Prediction.Probabilities));
        Assert.Contains("fine-tuned (all)", loaded.Manifest.Backbone.Name, StringComparison.Ordinal);
        Dictionary<string, byte[]> before = Constants(Network);
        Assert.Contains(Shared(OnnxReader.Read(loaded.ExportOnnx()), before), c => !before[c.Key].AsSpan().SequenceEqual(c.Value));
    }

    [Fact]
    public void Frozen_weights_are_those_of_the_file_to_the_byte()
    {
        using TemporaryFolder folder = new();
        TrainingResult result = Train(SmallSet.CopyTo(folder), new FineTuningOptions { Freeze = FreezeOptions.Parse("last-1"), Training = Short });
        Dictionary<string, byte[]> before = Constants(Network);
        Dictionary<string, byte[]> after = Shared(OnnxReader.Read(result.Model.ExportOnnx()), before);
        string[] changed = [.. after.Where(c => !before[c.Key].AsSpan().SequenceEqual(c.Value)).Select(c => c.Key)];
        BlockPlan[] moving = [.. result.Report.FineTuning!.Blocks.Where(b => b.MovingCount > 0)];
        Assert.NotEmpty(changed);
        Assert.Equal(2, moving.Length);
        Assert.True(changed.Length < after.Count / 2);
    }

    [Fact]
    public void The_ladder_reports_each_rung_and_does_not_depend_on_threads()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        FineTuningOptions auto = new() { Training = Short, FoldCount = 2, Seed = 5 };
        TrainingResult one = Train(pictures, auto, threads: 1);
        TrainingResult two = Train(pictures, auto, threads: 2);
        IReadOnlyList<RungReport> rungs = one.Report.FineTuning!.Rungs;
        Assert.True(rungs.Count >= 3);
        Assert.Equal("frozen head", rungs[0].Name);
        Assert.All(rungs.Skip(1), r => Assert.NotNull(r.Comparison));
        Assert.All(rungs.Skip(1), r => Assert.Equal(r.IsAccepted, r.Comparison!.LogLossDifference > 1.645 * r.Comparison.LogLossStandardError && r.Comparison.OnlySecondRight >= r.Comparison.OnlyFirstRight));
        Assert.Equal(rungs.Last(r => r.IsAccepted).Name, one.Report.FineTuning.Chosen);
        Assert.Equal(one.Model.ExportOnnx(), two.Model.ExportOnnx());
        Assert.Equal(rungs.Select(r => r.LogLoss), two.Report.FineTuning!.Rungs.Select(r => r.LogLoss));
    }

    [Fact]
    public void An_interrupted_training_resumes_to_the_same_bits_and_leaves_no_checkpoint()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        FineTuningOptions options = new() { Training = Short, FoldCount = 2 };
        byte[] expected = Train(pictures, options).Model.ExportOnnx();
        FineTuningOptions kept = options with { CheckpointPath = folder.File("run.checkpoint") };
        int interruptions = 0;
        byte[]? found = null;
        while (found is null)
        {
            using CancellationTokenSource cancel = new();
            StopAfterSteps stop = new(3 + interruptions, cancel);
            try
            {
                found = Train(pictures, kept, progress: interruptions < 4 ? stop : null, cancel: cancel.Token).Model.ExportOnnx();
            }
            catch (OperationCanceledException)
            {
                Assert.True(File.Exists(kept.CheckpointPath));
                interruptions++;
            }
        }

        Assert.Equal(4, interruptions);
        Assert.Equal(expected, found);
        Assert.False(File.Exists(kept.CheckpointPath));
    }

    [Fact]
    public void A_climb_ends_with_the_mean_of_several_trainings_and_resumes_among_them()
    {
        using TemporaryFolder folder = new();
        string pictures = TestData.Own("images");
        FineTuningOptions options = new() { Training = new() { Epochs = 20, Optimizer = new() { LearningRate = 2e-3 } }, FoldCount = 2 };
        TrainingResult whole = Train(pictures, options);
        FineTuningReport report = whole.Report.FineTuning!;
        Assert.True(report.Chosen != "frozen head", string.Join(Environment.NewLine, report.Rungs.Select(r => r.Name + ": " + r.Reason)));
        Assert.Contains(report.Notes, n => n.StartsWith(report.Chosen + ": ", StringComparison.Ordinal) && n.Contains("of 3 trainings on all pictures", StringComparison.Ordinal));
        Assert.True(report.Movement!.IsFrozenUnchanged);
        Assert.NotEqual(whole.Model.ExportOnnx(), Train(pictures, options with { RefitCount = 1 }).Model.ExportOnnx());

        FineTuningOptions kept = options with { CheckpointPath = folder.File("run.checkpoint") };
        using (CancellationTokenSource cancel = new())
        {
            Assert.Throws<OperationCanceledException>(() => Train(pictures, kept, progress: new StopAfterSteps(2, cancel, "all pictures, 2 of 3"), cancel: cancel.Token));
        }

        StopAfterSteps first = new(1, new CancellationTokenSource(), "all pictures, 1 of 3");
        Assert.Equal(whole.Model.ExportOnnx(), Train(pictures, kept, progress: first).Model.ExportOnnx());
        Assert.False(first.IsReached);
    }

    [Fact]
    public void Wrong_options_are_refused_with_what_to_do()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        ArgumentException unknown = Assert.Throws<ArgumentException>(() => Train(pictures, new FineTuningOptions { Freeze = FreezeOptions.Parse("block99") }));
        Assert.Contains("no block 'block99'", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("stem", unknown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Train(pictures, new FineTuningOptions { DepthDecay = 0 }));
        CommandLine.Result idle = CommandLine.Run(["train", pictures, "--out", folder.File("m.zip"), "--epochs", "3"]);
        Assert.Equal(2, idle.ExitCode);
        Assert.Contains("--epochs", idle.Error, StringComparison.Ordinal);
        CommandLine.Result refits = CommandLine.Run(["train", pictures, "--out", folder.File("m.zip"), "--mode", "all", "--refits", "2"]);
        Assert.Equal(2, refits.ExitCode);
        Assert.Contains("--refits: only with --mode auto", refits.Error, StringComparison.Ordinal);
        Assert.Contains("RefitCount is 0", Assert.Throws<ArgumentException>(() => Train(pictures, new FineTuningOptions { RefitCount = 0 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_console_trains_the_last_block_and_shows_the_plan_and_its_proof()
    {
        using TemporaryFolder folder = new();
        CommandLine.Result run = CommandLine.Run(Arguments(SmallSet.CopyTo(folder), folder.File("model.zip"), "last-1"));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("trained last-1", run.Output, StringComparison.Ordinal);
        Assert.Contains("frozen", run.Output, StringComparison.Ordinal);
        Assert.Contains("unchanged to the bit", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("verify", folder.File("model.zip")).ExitCode);
    }

    [Fact]
    [Trait("Lane", "Slow")]
    public void A_killed_training_resumes_to_the_same_model()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        Assert.Equal(0, CommandLine.Run(Arguments(pictures, folder.File("expected.zip"), "all")).ExitCode);
        string[] arguments = [.. Arguments(pictures, folder.File("found.zip"), "all"), "--checkpoint", folder.File("run.checkpoint"), "--checkpoint-seconds", "0.02"];
        Random moments = new(20261121);
        int killed = 0;
        for (int i = 0; i < KillCount; i++)
        {
            using System.Diagnostics.Process process = CommandLine.Start(arguments);
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (!process.WaitForExit(TimeSpan.FromMilliseconds(moments.Next(300, 1800))))
            {
                process.Kill();
                process.WaitForExit();
                killed++;
            }
        }

        CommandLine.Result last = CommandLine.Run(arguments);
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.True(killed > 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{killed} of {KillCount} runs were killed");
        Assert.Equal(ImageClassifier.Load(folder.File("expected.zip")).ExportOnnx(), ImageClassifier.Load(folder.File("found.zip")).ExportOnnx());
    }

    private static string[] Arguments(string pictures, string zip, string mode) =>
    [
        "train", pictures, "--backbone", Network, "--preprocessing", "torchvision", "--size", "32", "--features", "features", "--out", zip,
        "--mode", mode, "--epochs", "3", "--batch-size", "6", "--no-cache",
    ];

    private static TrainingResult Train(
        string pictures, FineTuningOptions tuning, int threads = 2, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default) =>
        new ImageClassificationTrainer(new ImageClassificationTrainerOptions
        {
            Backbone = Network,
            BackboneOverrides = new BackboneOverrides { Preprocessing = "torchvision", Width = 32, Height = 32, Features = "features" },
            FineTuning = tuning,
            Reading = new PictureReadingOptions { Cache = null, ThreadCount = threads },
        }).Fit(pictures, null, progress, cancel);

    private static Dictionary<string, byte[]> Constants(string path) => Floats(OnnxReader.Read(File.ReadAllBytes(path)));

    private static Dictionary<string, byte[]> Floats(Graph graph) =>
        graph.Constants.Where(c => c.Value.ElementType == ElementType.Float32).ToDictionary(c => c.Key, c => c.Value.Bytes.ToArray());

    private static Dictionary<string, byte[]> Shared(Graph graph, Dictionary<string, byte[]> others) =>
        Floats(graph).Where(c => others.ContainsKey(c.Key)).ToDictionary();
}
