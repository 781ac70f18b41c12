using System.Text.Json;

namespace MlNetTransfer.Scenarios;

/// <summary>A model that ML.NET trained, as a user of the console host meets it.</summary>
public sealed class ConvertTests
{
    [Fact]
    public void An_old_model_is_converted_verified_and_answers_the_same()
    {
        using TemporaryFolder folder = new();
        string old = Write(folder, "old.zip", new MlNetFixture { Separator = '\\' }.ToZip());
        string model = folder.File("new.zip");
        CommandLine.Result convert = CommandLine.Run("convert", old, model, "--json");
        Assert.True(convert.ExitCode == 0, convert.Error);
        Assert.Equal("mlnet-transfer/convert/1", convert.Json.GetProperty("schema").GetString());
        Assert.Equal("ResnetV250", convert.Json.GetProperty("backbone").GetString());
        Assert.Equal("1.5.5+sha", convert.Json.GetProperty("mlNetVersion").GetString());
        Assert.Equal(["daisy", "Löwenzahn, \"gelb\"", "rose"], convert.Json.GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
        Assert.True(convert.Json.GetProperty("verified").GetBoolean());
        Assert.Equal(3, convert.Json.GetProperty("goldenAnswers").GetInt32());

        string picture = Directory.GetFiles(TestData.Own("images", "test"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        string[] answers = [.. new[] { old, model }.Select(m => CommandLine.Run("predict", m, picture, "--json").Json.GetProperty("predictions")[0].GetProperty("probabilities").GetRawText())];
        Assert.Equal(answers[0], answers[1]);
        JsonElement verified = CommandLine.Run("verify", model, "--json").Json;
        Assert.True(verified.GetProperty("exact").GetBoolean());
        Assert.Equal(3, verified.GetProperty("cases").GetInt32());
    }

    [Fact]
    public void Old_models_are_inspected_and_verified_as_they_are()
    {
        using TemporaryFolder folder = new();
        string old = Write(folder, "old.zip", new MlNetFixture().ToZip());
        JsonElement inspected = CommandLine.Run("inspect", old, "--json").Json;
        Assert.Equal("mlnet-model", inspected.GetProperty("kind").GetString());
        Assert.Equal("ML.NET 1.5.5+sha", inspected.GetProperty("facts").GetProperty("written by").GetString());
        Assert.Contains("TensorFlowBilinear not rounded, Fast JPEG transform, EXIF orientation ignored", inspected.GetProperty("facts").GetProperty("preprocessing").GetString(), StringComparison.Ordinal);
        CommandLine.Result verified = CommandLine.Run("verify", old);
        Assert.Equal(0, verified.ExitCode);
        Assert.Contains("no golden answers", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_and_exit_codes_say_what_cannot_be_converted()
    {
        using TemporaryFolder folder = new();
        byte[] zip = new MlNetFixture().ToZip();
        string old = Write(folder, "old.zip", zip);
        string converted = folder.File("new.zip");
        Dictionary<string, byte[]> other = new MlNetFixture().Entries().Where(e => !e.Key.Contains("Transform_002", StringComparison.Ordinal)).ToDictionary();
        CommandLine.Result said = CommandLine.Run("convert", old, converted);
        Assert.Equal(0, said.ExitCode);
        Assert.Contains("3 classes, ResnetV250 at 10x12, from ML.NET 1.5.5+sha; 3 golden answers hold", said.Output, StringComparison.Ordinal);
        Refused(2, "is a model of this program already", converted, folder.File("again.zip"));
        Refused(2, "is the file to be converted", old, old);
        Refused(2, "does not exist", old, folder.File(Path.Combine("no", "new.zip")));
        Refused(4, "there is no such file", folder.File("none.zip"), converted);
        Refused(4, "without an image classifier", Write(folder, "other.zip", MlNetBytes.Zip(other.Select(e => (e.Key, e.Value)))), folder.File("b.zip"));
        Refused(4, "cut short", Write(folder, "short.zip", zip[..(zip.Length / 2)]), folder.File("c.zip"));
        Assert.Equal(zip, File.ReadAllBytes(old));
        Assert.False(File.Exists(folder.File("b.zip")) || File.Exists(folder.File("c.zip")));
    }

    private static void Refused(int code, string message, string old, string converted)
    {
        CommandLine.Result result = CommandLine.Run("convert", old, converted);
        Assert.Equal(code, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    private static string Write(TemporaryFolder folder, string name, byte[] bytes)
    {
        File.WriteAllBytes(folder.File(name), bytes);
        return folder.File(name);
    }
}
