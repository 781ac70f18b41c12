using MlNetTransfer.Pipelines.Data;
using Programs.PredictingSample;
using TrainingSample = Programs.TrainingSample.Program;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Programs written for ML.NET run after changing their using lines (and, until the named networks are here, a line that names another one).</summary>
public sealed class ProgramTests
{
    private static MLContext Context(int? seed = null) => new(seed) { DefaultBackbone = "scattering" };

    [Fact]
    public void The_tutorial_trains_and_classifies_single_pictures_and_batches()
    {
        using TemporaryFolder folder = new();
        string pictures = PictureFolders.Copy(folder, "train", perClass: 40, classCount: 2);
        List<string> lines = [];
        List<Programs.BinaryTutorial.ModelOutput> outputs = Programs.BinaryTutorial.Program.Run(Context(), pictures, folder.File("workspace"), lines.Add);
        Assert.True(outputs.Count > 1);
        Assert.Equal(outputs[0].ImagePath, outputs[1].ImagePath);
        Assert.Equal(outputs[0].PredictedLabel, outputs[1].PredictedLabel);
        string[] classes = [.. Directory.GetDirectories(pictures).Select(d => Path.GetFileName(d)!)];
        Assert.All(outputs, o => Assert.Contains(o.PredictedLabel, classes));
        Assert.All(outputs, o => Assert.Equal(Directory.GetParent(o.ImagePath)!.Name, o.Label));
        Assert.Contains(lines, l => l.StartsWith("Phase: Bottleneck Computation, Dataset used:      Train, Image Index:   1", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("Phase: Training, Dataset used: Validation, Batch Processed Count:", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.StartsWith("Phase: Training, Dataset used:      Train", StringComparison.Ordinal));
    }

    [Fact]
    public void The_two_samples_train_save_load_and_predict_what_the_classifier_predicts()
    {
        using TemporaryFolder folder = new();
        string train = PictureFolders.Copy(folder, "train", perClass: 40);
        string test = PictureFolders.Copy(folder, "test", perClass: 8);
        string zip = folder.File("imageClassifier.zip");
        List<string> lines = [];
        MulticlassClassificationMetrics metrics = TrainingSample.Run(Context(seed: 1), train, zip, lines.Add);
        Assert.InRange(metrics.MicroAccuracy, 0.5, 1);
        Assert.Contains(lines, l => l.StartsWith("[Source=ImageClassificationTrainer; ImageClassificationTrainer, Kind=Trace] Phase: Training, Dataset used:      Train", StringComparison.Ordinal));

        List<(string Name, string Predicted, float Best, string ByScore)> answers = Program.Run(Context(seed: 1), test, zip);
        Assert.Equal(3 * 8, answers.Count);
        Assert.All(answers, a => Assert.Equal(a.Predicted, a.ByScore));
        int right = answers.Count(a => Directory.GetParent(a.Name)!.Name == a.Predicted);
        Assert.InRange(right, answers.Count / 2, answers.Count);
    }

    [Fact]
    public void The_documentation_samples_run()
    {
        using TemporaryFolder folder = new();
        string pictures = PictureFolders.Copy(folder, "train", perClass: 40);
        (MulticlassClassificationMetrics metrics, string predicted, string expected) =
            Programs.DocumentationSamples.ImageClassificationSamples.Default(Context(), pictures, folder.File("model.zip"));
        Assert.InRange(metrics.MacroAccuracy, 0.4, 1);
        Assert.Equal(expected, predicted);

        List<string> lines = [];
        MulticlassClassificationMetrics stopped = Programs.DocumentationSamples.ImageClassificationSamples.EarlyStopping(Context(seed: 1), pictures, lines);
        Assert.InRange(stopped.MicroAccuracy, 0.3, 1);
        int epochs = lines.Count(l => l.StartsWith("Phase: Training, Dataset used: Validation", StringComparison.Ordinal));
        Assert.InRange(epochs, 6, 100);

        List<float> rates = [];
        (MulticlassClassificationMetrics scheduled, uint key) = Programs.DocumentationSamples.ImageClassificationSamples.LearningRateSchedule(Context(), pictures, rates);
        Assert.InRange(scheduled.MicroAccuracy, 0.3, 1);
        Assert.InRange(key, 1u, 3u);
        Assert.Equal(12, rates.Count);
        Assert.Equal([0.1f * 8 / 128, 0.1f * 8 / 128 * 0.5f, 0.1f * 8 / 128 * 0.1f], [rates[0], rates[5], rates[10]]);
    }

    [Fact]
    public void Generated_code_trains_from_bytes_and_gives_all_labels_with_scores()
    {
        using TemporaryFolder folder = new();
        string train = PictureFolders.Copy(folder, "train", perClass: 20);
        string zip = folder.File("MLModel.mlnet");
        Programs.GeneratedCode.MLModel.Train(Context(), zip, train);
        Programs.GeneratedCode.MLModel model = new(Context(), zip);
        IReadOnlyList<string> classes = PictureFolders.Classes;
        foreach (string file in Directory.GetFiles(PictureFolders.Copy(folder, "test", perClass: 2), "*.jpg", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(file);
            KeyValuePair<string, float>[] all = [.. model.PredictAllLabels(new() { ImageSource = bytes })];
            Programs.GeneratedCode.MLModel.ModelOutput output = model.PredictEngine.Value.Predict(new() { ImageSource = bytes });
            Assert.Equal(output.PredictedLabel, all[0].Key);
            Assert.Equal(classes.Order(StringComparer.Ordinal), all.Select(a => a.Key).Order(StringComparer.Ordinal));
            Assert.Equal(1, all.Sum(a => a.Value), 1e-4f);
            Assert.Equal(bytes, output.ImageSource);
            Assert.Equal(0u, output.Label);
        }

        Assert.Equal(classes.Order(StringComparer.Ordinal), model.SlotNames().Order(StringComparer.Ordinal));
    }
}
