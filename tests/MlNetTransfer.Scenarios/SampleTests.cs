using System.Text.RegularExpressions;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer.Scenarios;

/// <summary>Every C# sample of the README and the documents stands in this file, line by line, where it is compiled and run; only file names are variables here.</summary>
public sealed partial class SampleTests
{
    private static readonly (string Literal, string Variable)[] FileNames =
        [("\"mobilenet_v2.onnx\"", "network"), ("\"photos\"", "photos"), ("\"model.zip\"", "zip"), ("\"new.jpg\"", "photo")];

    [Fact]
    public void Every_sample_of_the_documents_is_compiled_here()
    {
        string own = Trimmed(File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "tests", "MlNetTransfer.Scenarios", "SampleTests.cs")));
        string[] documents = [Path.Combine(TestData.RepositoryRoot, "README.md"), .. Directory.GetFiles(Path.Combine(TestData.RepositoryRoot, "docs"), "*.md")];
        string[] samples = [.. documents.SelectMany(d => SamplePattern().Matches(File.ReadAllText(d).ReplaceLineEndings("\n"))).Select(m => m.Groups[1].Value)];
        Assert.True(samples.Length >= 4);
        foreach (string sample in samples)
        {
            Assert.Contains(Trimmed(FileNames.Aggregate(sample, (text, name) => text.Replace(name.Literal, name.Variable, StringComparison.Ordinal))), own, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_sample_of_the_readme_trains_saves_and_predicts()
    {
        using TemporaryFolder folder = new();
        (string network, string photos, string zip) = Prepare(folder);
        string photo = Directory.GetFiles(Path.Combine(photos, "test"), "*.jpg", SearchOption.AllDirectories).First();

        TrainingResult result = new ImageClassificationTrainer(new() { Backbone = network }).Fit(photos);
        result.Model.Save(zip);
        PredictionEngine engine = PredictionEngine.Load(zip);
        ImagePrediction answer = engine.Predict(photo);
        Console.WriteLine($"{answer.Label} {answer.Probability:P1}");

        Assert.Contains(answer.Label, result.Model.Labels);
        Assert.InRange(answer.Probability, 1f / 3, 1f);
    }

    [Fact]
    public void The_sample_about_fine_tuning_climbs_the_ladder_and_saves()
    {
        using TemporaryFolder folder = new();
        (string network, string photos, string zip) = Prepare(folder);

        TrainingResult result = new ImageClassificationTrainer(new() { Backbone = network, FineTuning = new() }).Fit(photos);
        foreach (RungReport rung in result.Report.FineTuning!.Rungs)
        {
            Console.WriteLine($"{rung.Name}: {rung.Accuracy.Value:P1}, {rung.Reason}");
        }
        result.Model.Save(zip);

        Assert.Equal("frozen head", result.Report.FineTuning.Rungs[0].Name);
        Assert.True(result.Report.FineTuning.Rungs.Count >= 3);
        Assert.All(result.Report.FineTuning.Rungs.Skip(1), rung => Assert.Matches(@"log-loss [+-]\d", rung.Reason));
        Assert.True(ImageClassifier.Load(zip).Verify().IsPassed);
    }

    [Fact]
    public void The_samples_about_named_networks_and_augmentation_work()
    {
        ImageClassificationTrainer trainer = new(new ImageClassificationTrainerOptions { Backbone = "MobilenetV2" });
        Assert.Equal("MobilenetV2", trainer.Options.Backbone);

        ImagePreprocessing preprocessing = new() { Width = 32, Height = 24 };
        Image picture = new(50, 40);
        byte[] destination = new byte[preprocessing.Width * preprocessing.Height * 3];
        (long seed, int epoch, long pictureIndex) = (1, 2, 3);
        Augmenter augmenter = Augmenter.Create(AugmentationOptions.Light with { Rotation = AugmentationRange.Around(0, 15, probability: 0.5) }, preprocessing);
        AugmentationDraw drawn = augmenter.Apply(picture, new AugmentationKey(seed, epoch, pictureIndex), destination);
        Assert.Equal(augmenter.Draw(50, 40, new AugmentationKey(seed, epoch, pictureIndex)), drawn);
    }

    /// <summary>A network that says beside itself what it wants, and pictures: three classes of six.</summary>
    private static (string Network, string Photos, string Zip) Prepare(TemporaryFolder folder)
    {
        string network = folder.File("mobilenet_v2.onnx");
        File.Copy(TestData.Own("golden", "networks", "mobilenet_v2.onnx"), network);
        File.WriteAllText(network + ".json", """{ "preprocessing": "torchvision", "input_width": "32", "input_height": "32", "features": "features" }""");
        string photos = SmallSet.CopyTo(folder);
        foreach (string picture in Directory.GetDirectories(Path.Combine(photos, "train")).SelectMany(c => Directory.GetFiles(c).Order(StringComparer.Ordinal).Skip(6)))
        {
            File.Delete(picture);
        }

        return (network, photos, folder.File("model.zip"));
    }

    private static string Trimmed(string code) =>
        string.Join('\n', code.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SamplePattern();
}
