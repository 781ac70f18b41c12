using System.Text.RegularExpressions;

namespace MlNetTransfer.Scenarios;

/// <summary>The README's samples are compiled and run here, and stand in the README as they stand here.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] Sample =
    [
        "TrainingResult result = new ImageClassificationTrainer(new() { Backbone = \"mobilenet_v2.onnx\" }).Fit(\"photos\");",
        "result.Model.Save(\"model.zip\");",
        "PredictionEngine engine = PredictionEngine.Load(\"model.zip\");",
        "ImagePrediction answer = engine.Predict(\"new.jpg\");",
        "Console.WriteLine($\"{answer.Label} {answer.Probability:P1}\");",
    ];

    [Fact]
    public void The_library_sample_is_in_the_readme_and_works()
    {
        Assert.Contains(string.Join('\n', Sample), Readme(), StringComparison.Ordinal);

        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        string picture = Directory.GetFiles(Path.Combine(pictures, "test"), "*.jpg", SearchOption.AllDirectories).First();
        TrainingResult result = new ImageClassificationTrainer(new() { Backbone = "scattering", Reading = new() { Cache = null } }).Fit(pictures);
        result.Model.Save(folder.File("model.zip"));
        PredictionEngine engine = PredictionEngine.Load(folder.File("model.zip"));
        ImagePrediction answer = engine.Predict(picture);
        Assert.Contains(answer.Label, result.Model.Labels);
        Assert.InRange(answer.Probability, 1f / 3, 1f);
    }

    [Fact]
    public void Every_command_in_the_readme_is_one_that_the_console_host_knows()
    {
        string help = CommandLine.Run("--help").Output;
        foreach (Match match in CommandPattern().Matches(Readme()))
        {
            Assert.Contains($"  {match.Groups[1].Value} ", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_file_that_the_documents_link_to_exists()
    {
        string[] documents = [Path.Combine(TestData.RepositoryRoot, "README.md"), .. Directory.GetFiles(Path.Combine(TestData.RepositoryRoot, "docs"), "*.md")];
        foreach (string document in documents)
        {
            foreach (Match match in LinkPattern().Matches(File.ReadAllText(document)))
            {
                string target = Path.Combine(Path.GetDirectoryName(document)!, match.Groups[1].Value);
                Assert.True(File.Exists(target) || Directory.Exists(target), $"{Path.GetFileName(document)} links to {match.Groups[1].Value}");
            }
        }
    }

    private static string Readme() => File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "README.md")).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^mlnet-transfer (\w+)", RegexOptions.Multiline)]
    private static partial Regex CommandPattern();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)")]
    private static partial Regex LinkPattern();
}
