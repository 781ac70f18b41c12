using MlNetTransfer.Backbones;
using MlNetTransfer.Datasets;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Scenarios;

/// <summary>Fine-tuning with a teacher: a saved model whose answers are learnt beside the labels.</summary>
public sealed class DistillationTests
{
    private static readonly string Network = TestData.Own("golden", "networks", "mobilenet_v2.onnx");

    private static readonly FreezeOptions Everything = new() { Mode = FreezeMode.All };

    private static readonly GradientTrainingOptions Short = new() { Epochs = 2, BatchSize = 6, AverageDecay = 0.9, CheckpointSeconds = 1e-6 };

    [Fact]
    public void A_teacher_alone_makes_a_network_answer_like_it_whatever_the_labels_say_and_in_whatever_order_its_classes_are()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        LabelledPictures turned = Turned(pictures);
        ImageClassifier teacher = new ImageClassificationTrainer(new ImageClassificationTrainerOptions { Reading = Reading(2) }).Fit(turned).Model;
        teacher.Save(folder.File("teacher.zip"));
        FineTuningOptions tuning = new()
        {
            Freeze = Everything,
            Training = new GradientTrainingOptions { Epochs = 6, BatchSize = 6, Optimizer = new OptimizerOptions { LearningRate = 2e-3 } },
            Augmentation = AugmentationOptions.None,
            Mixing = new PixelMixingOptions(),
            ValidationFraction = 0,
        };
        ImageClassifier alone = Train(pictures, tuning).Model;
        TrainingResult taught = Train(pictures, tuning with { Teacher = new TeacherOptions { ModelPath = folder.File("teacher.zip"), Weight = 1 } });
        Assert.NotEqual(alone.Labels, teacher.Labels);
        string train = Path.Combine(pictures, "train");
        (double before, double after) = (Divergence(teacher, alone, train), Divergence(teacher, taught.Model, train));
        TestContext.Current.TestOutputHelper?.WriteLine($"divergence from the teacher {before:F3} without, {after:F3} with it");
        Assert.InRange(after, 0, 0.25 * before);
        Assert.Contains(taught.Report.FineTuning!.Notes, n => n.StartsWith("taught by scattering", StringComparison.Ordinal) && n.Contains("at its own", StringComparison.Ordinal));
    }

    [Fact]
    public void Matched_features_hold_the_backbone_near_the_teachers()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        string teacher = Teacher(folder, pictures);
        FineTuningOptions tuning = new() { Freeze = Everything, Training = Short with { Epochs = 4 } };
        TrainingResult alone = Train(pictures, tuning);
        TrainingResult matched = Train(pictures, tuning with { Teacher = new TeacherOptions { ModelPath = teacher, Weight = 0, FeatureWeight = 1000 } });
        ImageClassifier start = ImageClassifier.Load(teacher);
        Assert.InRange(BackboneDistance(start, matched.Model), 0, 0.5 * BackboneDistance(start, alone.Model));
        Assert.Contains(matched.Report.FineTuning!.Notes, n => n.EndsWith("features 1000; it sees the same pixels", StringComparison.Ordinal));
    }

    [Fact]
    public void A_teacher_of_other_classes_or_with_other_features_is_refused_and_the_message_names_both()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        new ImageClassificationTrainer(new ImageClassificationTrainerOptions { Reading = Reading(2) }).Fit(pictures).Model.Save(folder.File("scattering.zip"));
        InvalidModelException features = Assert.Throws<InvalidModelException>(() => Train(pictures, Taught(folder.File("scattering.zip"), 0.1)));
        int own = Train(pictures, Taught(Teacher(folder, pictures), 0)).Report.FeatureCount;
        int others = ImageClassifier.Load(folder.File("scattering.zip")).Manifest.Network.FeatureCount;
        Assert.Contains(FormattableString.Invariant($"{others} features"), features.Message, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"has {own};"), features.Message, StringComparison.Ordinal);

        foreach (string part in new[] { "train", "test" })
        {
            string first = Directory.GetDirectories(Path.Combine(pictures, part)).Order(StringComparer.Ordinal).First();
            Directory.Move(first, Path.Combine(pictures, part, "unheard of"));
        }

        InvalidModelException classes = Assert.Throws<InvalidModelException>(() => Train(pictures, Taught(folder.File("scattering.zip"), 0)));
        string lost = ImageClassifier.Load(folder.File("scattering.zip")).Labels[0];
        Assert.Contains("only the pictures have 'unheard of'", classes.Message, StringComparison.Ordinal);
        Assert.Contains($"only the teacher has '{lost}'", classes.Message, StringComparison.Ordinal);

        ArgumentException idle = Assert.Throws<ArgumentException>(() => Train(pictures, new FineTuningOptions { Teacher = new TeacherOptions { ModelPath = "x.zip", Weight = 0 } }));
        Assert.Contains("teach nothing", idle.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_taught_ladder_resumes_to_the_same_bits_at_another_thread_count_and_not_with_another_teacher()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        TeacherOptions teacher = new() { ModelPath = Teacher(folder, pictures), FeatureWeight = 0.1, UnlabelledPath = Path.Combine(pictures, "test") };
        FineTuningOptions auto = new() { Training = Short, FoldCount = 2, Seed = 5, Teacher = teacher };
        TrainingResult undisturbed = Train(pictures, auto, threads: 1);
        FineTuningOptions kept = auto with { CheckpointPath = folder.File("run.checkpoint") };
        using CancellationTokenSource cancel = new();
        Assert.ThrowsAny<OperationCanceledException>(() => Train(pictures, kept, threads: 2, new StopAfterSteps(9, cancel), cancel.Token));

        new ImageClassificationTrainer(new ImageClassificationTrainerOptions { Reading = Reading(2) }).Fit(pictures).Model.Save(folder.File("other.zip"));
        InvalidModelException refused = Assert.Throws<InvalidModelException>(
            () => Train(pictures, kept with { Teacher = teacher with { ModelPath = folder.File("other.zip"), FeatureWeight = 0 } }));
        Assert.Contains("another training", refused.Message, StringComparison.Ordinal);

        File.Move(teacher.ModelPath, folder.File("moved.zip"));
        TrainingResult resumed = Train(pictures, kept with { Teacher = teacher with { ModelPath = folder.File("moved.zip") } }, threads: 2);
        Assert.Equal(undisturbed.Model.ExportOnnx(), resumed.Model.ExportOnnx());
        Assert.Equal(undisturbed.Report.FineTuning!.Rungs.Select(r => r.LogLoss), resumed.Report.FineTuning!.Rungs.Select(r => r.LogLoss));
        Assert.NotEqual(undisturbed.Report.FineTuning.Rungs[^1].LogLoss, Train(pictures, auto with { Teacher = null }).Report.FineTuning!.Rungs[^1].LogLoss);
    }

    [Fact]
    public void Pictures_without_labels_teach_a_network_what_the_teacher_thinks_of_them()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        new ImageClassificationTrainer(new ImageClassificationTrainerOptions { Reading = Reading(2) }).Fit(Turned(pictures)).Model.Save(folder.File("teacher.zip"));
        string unlabelled = folder.File("unlabelled");
        Directory.Move(Path.Combine(pictures, "test"), unlabelled);
        File.WriteAllText(Path.Combine(unlabelled, "notes.txt"), "no picture");
        FineTuningOptions tuning = new()
        {
            Freeze = Everything,
            Training = new GradientTrainingOptions { Epochs = 5, BatchSize = 6, Optimizer = new OptimizerOptions { LearningRate = 2e-3 } },
            ValidationFraction = 0,
            Teacher = new TeacherOptions { ModelPath = folder.File("teacher.zip"), Weight = 1, UnlabelledPath = unlabelled },
        };
        TrainingResult taught = Train(pictures, tuning);
        Assert.Contains(taught.Report.FineTuning!.Notes, n => n.EndsWith("and 18 pictures without labels", StringComparison.Ordinal));
        Assert.Equal(5 * (36 + 18) / 6, taught.Report.FineTuning.Training!.Steps);
        ImageClassifier teacher = ImageClassifier.Load(folder.File("teacher.zip"));
        ImageClassifier without = Train(pictures, tuning with { Teacher = tuning.Teacher with { UnlabelledPath = null } }).Model;
        (double with, double less) = (Divergence(teacher, taught.Model, unlabelled), Divergence(teacher, without, unlabelled));
        TestContext.Current.TestOutputHelper?.WriteLine($"divergence from the teacher on them: {with:F3}, {less:F3} without them");
        Assert.True(with < less);
        Assert.Throws<UnusableDatasetException>(() => Train(pictures, tuning with { Teacher = tuning.Teacher with { UnlabelledPath = folder.File("absent") } }));
    }

    [Fact]
    public void The_console_takes_a_teacher_and_refuses_what_makes_no_sense()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        string teacher = Teacher(folder, pictures);
        string[] start =
        [
            "train", pictures, "--backbone", Network, "--preprocessing", "torchvision", "--size", "32", "--features", "features", "--out", folder.File("m.zip"),
            "--mode", "last-1", "--epochs", "1", "--no-cache",
        ];
        CommandLine.Result run = CommandLine.Run([.. start, "--teacher", teacher, "--teacher-weight", "0.25", "--teacher-temperature", "3", "--teacher-features", "0.1"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("weight 0.25, temperature 3, features 0.1; it sees the same pixels", run.Output + run.Error, StringComparison.Ordinal);
        (string[] Options, string Expected)[] wrong =
        [
            (["--teacher-weight", "0.3"], "only with --teacher"),
            (["--teacher", teacher, "--teacher-weight", "3"], "Teacher.Weight is 3"),
        ];
        foreach ((string[] options, string expected) in wrong)
        {
            CommandLine.Result refused = CommandLine.Run([.. start, .. options]);
            Assert.Equal(2, refused.ExitCode);
            Assert.Contains(expected, refused.Error, StringComparison.Ordinal);
        }

        Assert.Equal(4, CommandLine.Run([.. start, "--teacher", folder.File("absent.zip")]).ExitCode);
    }

    private static FineTuningOptions Taught(string path, double features) =>
        new() { Freeze = Everything, Training = Short, Teacher = new TeacherOptions { ModelPath = path, FeatureWeight = features } };

    /// <summary>The training pictures with the classes in reverse order, each picture under the next class's name.</summary>
    private static LabelledPictures Turned(string pictures)
    {
        PictureListing sorted = ImageFolder.Open(pictures, new ImageFolderOptions()).Train;
        string[] names = [.. sorted.ClassNames.Reverse()];
        PictureItem[] items = [.. sorted.Items.Select(i => i with { Label = (names.Length - 1 - i.Label + 1) % names.Length })];
        return new LabelledPictures(new PictureListing(sorted.Root, names, items), Validation: null, Test: null);
    }

    /// <summary>Mean over the pictures of a folder of KL(teacher || model), classes matched by name.</summary>
    private static double Divergence(ImageClassifier teacher, ImageClassifier model, string pictures)
    {
        string[] files = [.. Directory.GetFiles(pictures, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        int[] order = [.. teacher.Labels.Select(name => model.Labels.Index().Single(l => l.Item == name).Index)];
        return files.Average(file =>
        {
            IReadOnlyList<float> wanted = teacher.Predict(file).Probabilities;
            IReadOnlyList<float> found = model.Predict(file).Probabilities;
            return order.Index().Sum(o => wanted[o.Index] * Math.Log((wanted[o.Index] + 1e-12) / (found[o.Item] + 1e-12)));
        });
    }

    /// <summary>Sum of squared differences of all weights below the head.</summary>
    private static double BackboneDistance(ImageClassifier first, ImageClassifier second)
    {
        Dictionary<string, Tensors.Tensor> before = Constants(first);
        return Constants(second).Where(c => before.ContainsKey(c.Key) && !c.Key.StartsWith("head", StringComparison.Ordinal))
            .Sum(c => c.Value.AsFloats().ToArray().Zip(before[c.Key].AsFloats().ToArray(), (a, b) => ((double)a - b) * (a - b)).Sum());
    }

    private static Dictionary<string, Tensors.Tensor> Constants(ImageClassifier model) =>
        Importing.Onnx.OnnxReader.Read(model.ExportOnnx()).Constants.Where(c => c.Value.ElementType == Tensors.ElementType.Float32).ToDictionary();

    private static string Teacher(TemporaryFolder folder, string pictures)
    {
        string path = folder.File("teacher.zip");
        Train(pictures, tuning: null).Model.Save(path);
        return path;
    }

    private static PictureReadingOptions Reading(int threads) => new() { Cache = null, ThreadCount = threads };

    private static TrainingResult Train(
        string pictures, FineTuningOptions? tuning, int threads = 2, IProgress<TrainingProgress>? progress = null, CancellationToken cancel = default) =>
        new ImageClassificationTrainer(new ImageClassificationTrainerOptions
        {
            Backbone = Network,
            BackboneOverrides = new BackboneOverrides { Preprocessing = "torchvision", Width = 32, Height = 32, Features = "features" },
            FineTuning = tuning,
            Reading = Reading(threads),
        }).Fit(pictures, null, progress, cancel);
}
