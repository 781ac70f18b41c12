using System.Text.RegularExpressions;
using MlNetTransfer.Datasets;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Scenarios;

/// <summary>The right column of docs/keras.md stands in this file, where it is compiled and run.</summary>
public sealed partial class KerasTableTests
{
    [Fact]
    public void Every_line_of_ours_in_the_table_is_compiled_here()
    {
        string table = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "keras.md"));
        string source = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "tests", "MlNetTransfer.Scenarios", "KerasTableTests.cs"));
        string[] lines = [.. table.Split('\n').Where(l => l.StartsWith("| ", StringComparison.Ordinal) && l.Contains('`', StringComparison.Ordinal))];
        string[] ours = [.. lines.SelectMany(l => CodePattern().Matches(l[(l.LastIndexOf(" | ", StringComparison.Ordinal) + 3)..]).Select(m => m.Groups[1].Value))];
        Assert.True(ours.Length >= 20);
        Assert.All(ours, code => Assert.Contains(code, source, StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_about_options_make_valid_options()
    {
        FineTuningOptions[] tunings =
        [
            new FineTuningOptions { Freeze = FreezeOptions.Parse("head"), Hidden = [1024], Dropout = 0.5 },
            new FineTuningOptions { Freeze = FreezeOptions.Parse("last-3"), FindLearningRate = new() },
            new FineTuningOptions { ValidationFraction = 0.2 },
            new FineTuningOptions { Freeze = FreezeOptions.Parse("all") },
            new FineTuningOptions(),
            new FineTuningOptions { CheckpointPath = "run.checkpoint" },
            new FineTuningOptions { LogFolder = "logs" },
        ];
        Assert.All(tunings, t => t.Validate());
        AugmentationOptions[] augmentations =
        [
            new AugmentationOptions { HorizontalFlip = 0.5 },
            new AugmentationOptions { Shear = AugmentationRange.Around(0, 0.2) },
            new AugmentationOptions { Zoom = AugmentationRange.Around(1, 0.2) },
            new AugmentationOptions { Rotation = AugmentationRange.Around(0, 20) },
        ];
        Assert.All(augmentations, a => Assert.Empty(a.FindProblems()));
        Assert.Equal(4, FreezeOptions.Parse("last-4").LastBlocks);
        GradientTrainingOptions[] trainings =
        [
            new() { Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam, LearningRate = 1e-5 } },
            new() { Optimizer = new OptimizerOptions { Kind = OptimizerKind.Sgd, LearningRate = 0.01, Nesterov = true } },
            new GradientTrainingOptions { Patience = 5 },
            new() { Schedule = new ScheduleOptions { Kind = ScheduleKind.ReduceOnPlateau } },
            new() { Loss = new LossOptions { LabelSmoothing = 0.1 } },
        ];
        Assert.All(trainings, t => t.Validate());
    }

    [Fact]
    public void Lines_about_models_train_save_and_predict()
    {
        using TemporaryFolder folder = new();
        string photos = SmallSet.CopyTo(folder);
        string picture = Directory.GetFiles(Path.Combine(photos, "test"), "*.jpg", SearchOption.AllDirectories).First();
        string zip = folder.File("model.zip");
        string network = "scattering";
        TrainingResult result = new ImageClassificationTrainer(new() { Backbone = network }).Fit(photos);
        ImageClassifier model = result.Model;
        model.Save(zip);
        Assert.Equal(model.Predict(picture).Probabilities, ImageClassifier.Load(zip).Predict(picture).Probabilities);
        LabelledPictures pictures = ImageFolder.Open(photos);
        Assert.Equal(model.Labels, pictures.Train.ClassNames);
    }

    [Fact]
    public void The_line_about_a_network_s_own_classes_works()
    {
        string network = TestData.Real("backbones", "mobilenet_v2_1.0_224.onnx");
        string picture = Directory.GetFiles(TestData.Own("images", "test"), "*.jpg", SearchOption.AllDirectories).First();
        ImagePrediction answer = ImageClassifier.FromPretrained(new() { Backbone = network }).Predict(picture);
        Assert.Equal(1001, answer.Probabilities.Count);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodePattern();
}
