using System.Text.Json;

namespace MlNetTransfer.Scenarios;

/// <summary>The console host as a user meets it: streams, exit codes, messages.</summary>
public sealed class ConsoleHostTests
{
    [Fact]
    public void Train_evaluate_predict_verify_and_inspect_work_on_one_model()
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        string model = folder.File("model.zip");
        string picture = Directory.GetFiles(Path.Combine(pictures, "test"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        CommandLine.Result train = CommandLine.Run("train", pictures, "--out", model, "--predict", picture, "--cache", folder.File("cache"), "--json");
        Assert.True(train.ExitCode == 0, train.Error);
        Assert.Equal(3 * SmallSet.TrainPerClass, train.Json.GetProperty("images").GetProperty("used").GetInt32());
        Assert.InRange(train.Json.GetProperty("test").GetProperty("accuracy").GetDouble(), 0, 1);
        Assert.True(train.Json.GetProperty("seconds").GetProperty("total").GetDouble() > 0);
        Assert.False(train.Json.TryGetProperty("fineTuning", out _) || train.Json.GetProperty("seconds").TryGetProperty("fineTuning", out _));

        JsonElement evaluation = CommandLine.Run("evaluate", model, pictures, "--cache", folder.File("cache"), "--pictures", "--json").Json;
        JsonElement prediction = CommandLine.Run("predict", model, picture, "--json").Json;
        Assert.Equal(train.Json.GetProperty("test").GetProperty("logLoss").GetDouble(), evaluation.GetProperty("test").GetProperty("logLoss").GetDouble());
        string inEvaluation = evaluation.GetProperty("pictures").EnumerateArray()
            .Single(p => picture.EndsWith(p.GetProperty("path").GetString()!, StringComparison.Ordinal)).GetProperty("probabilities").GetRawText();
        Assert.Equal(Compact(inEvaluation), Compact(prediction.GetProperty("predictions")[0].GetProperty("probabilities").GetRawText()));
        Assert.Equal(Compact(inEvaluation), Compact(train.Json.GetProperty("predictions")[0].GetProperty("probabilities").GetRawText()));

        Assert.True(CommandLine.Run("verify", model, "--json").Json.GetProperty("exact").GetBoolean());
        Assert.Equal("model", CommandLine.Run("inspect", model, "--json").Json.GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData(2, "train")]
    [InlineData(2, "train", "x", "--no-such-option")]
    [InlineData(2, "no-such-command")]
    [InlineData(3, "train", "no-such-folder")]
    [InlineData(4, "predict", "no-such-model.zip", "x.jpg")]
    [InlineData(0, "doctor")]
    [InlineData(0, "--help")]
    public void Exit_codes_tell_what_went_wrong_and_errors_go_to_standard_error(int expected, params string[] arguments)
    {
        CommandLine.Result result = CommandLine.Run(arguments);
        Assert.Equal(expected, result.ExitCode);
        Assert.Equal(expected != 0, result.Error.Length > 0);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        if (expected != 0)
        {
            Assert.Empty(result.Output);
        }
    }

    [Fact]
    public void File_names_with_brackets_are_printed_as_they_are()
    {
        using TemporaryFolder folder = new();
        string odd = folder.File("[red]a, \"b\".jpg");
        File.WriteAllText(odd, "no picture");
        CommandLine.Result result = CommandLine.Run("image", odd);
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("[red]a, \"b\".jpg", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_writes_what_it_decoded()
    {
        using TemporaryFolder folder = new();
        string picture = Directory.GetFiles(TestData.Own("images", "test"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        string png = folder.File("out.png");
        Assert.Equal(0, CommandLine.Run("image", picture, "--out", png).ExitCode);
        JsonElement again = CommandLine.Run("image", png, "--json").Json;
        Assert.Equal("Png", again.GetProperty("format").GetString());
        Assert.Equal("Ok", again.GetProperty("outcome").GetString());
    }

    private static string Compact(string json) => string.Concat(json.Where(c => !char.IsWhiteSpace(c)));
}
