using System.Text.Json;

namespace MlNetTransfer.Scenarios;

/// <summary>Fine-tuning in the documents of <c>train --json</c> and <c>inspect --json</c>.</summary>
public sealed class TuningDocumentTests
{
    private static readonly string[] Network =
        [TestData.Own("golden", "networks", "mobilenet_v2.onnx"), "--preprocessing", "torchvision", "--size", "32", "--features", "features"];

    [Fact]
    public void The_document_proves_what_moved_and_inspect_lists_the_same_blocks()
    {
        using TemporaryFolder folder = new();
        JsonElement train = Train(folder, "last-1", epochs: 2);
        JsonElement tuning = train.GetProperty("fineTuning");
        JsonElement[] blocks = [.. tuning.GetProperty("blocks").EnumerateArray()];
        Assert.Equal("last-1", tuning.GetProperty("chosen").GetString());
        Assert.Empty(tuning.GetProperty("rungs").EnumerateArray());
        Assert.Equal(tuning.GetProperty("frozenHashBefore").GetString(), tuning.GetProperty("frozenHashAfter").GetString());
        Assert.Equal(64, tuning.GetProperty("frozenHashAfter").GetString()!.Length);
        Assert.Equal(2, tuning.GetProperty("training").GetProperty("epochs").GetArrayLength());
        Assert.True(train.GetProperty("seconds").GetProperty("fineTuning").GetDouble() > 0);
        Assert.Contains(tuning.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("chose the best epoch", StringComparison.Ordinal));
        Assert.Equal([1, 0], blocks.Where(b => b.GetProperty("movingParameters").GetInt64() > 0).Select(b => b.GetProperty("depth").GetInt32()));
        Assert.All(blocks, b => Assert.Equal(b.GetProperty("movingParameters").GetInt64() > 0, b.TryGetProperty("change", out JsonElement change) && change.GetDouble() > 0));

        JsonElement network = CommandLine.Run(["inspect", .. Network, "--json"]).Json;
        JsonElement model = CommandLine.Run("inspect", folder.File("model.zip"), "--json").Json;
        Assert.Equal(blocks.Select(Line), model.GetProperty("blocks").EnumerateArray().Select(Line));
        Assert.Equal(blocks.SkipLast(1).Select(Line), network.GetProperty("blocks").EnumerateArray().Select(Line));
        Assert.Contains("  block3 ", CommandLine.Run(["inspect", .. Network]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_shows_each_rung_of_the_ladder_beside_the_best_before_it()
    {
        using TemporaryFolder folder = new();
        JsonElement tuning = Train(folder, "auto", epochs: 1).GetProperty("fineTuning");
        JsonElement[] rungs = [.. tuning.GetProperty("rungs").EnumerateArray()];
        Assert.True(rungs.Length >= 3);
        Assert.Equal("frozen head", rungs[0].GetProperty("name").GetString());
        Assert.False(rungs[0].TryGetProperty("comparison", out _));
        foreach (JsonElement rung in rungs)
        {
            Assert.InRange(rung.GetProperty("accuracy").GetDouble(), rung.GetProperty("accuracyLow").GetDouble(), rung.GetProperty("accuracyHigh").GetDouble());
            Assert.True(rung.GetProperty("seconds").GetDouble() >= 0);
            Assert.True(rung.GetProperty("logLoss").GetDouble() > 0);
            Assert.NotEqual("", rung.GetProperty("reason").GetString());
        }

        foreach (JsonElement rung in rungs[1..])
        {
            JsonElement comparison = rung.GetProperty("comparison");
            int all = 3 * SmallSet.TrainPerClass;
            bool stopped = rung.GetProperty("reason").GetString()!.StartsWith("stopped after fold", StringComparison.Ordinal);
            Assert.InRange(comparison.GetProperty("count").GetInt32(), stopped ? 1 : all, stopped ? all - 1 : all);
            Assert.True(!stopped || comparison.GetProperty("logLossGain").GetDouble() <= 0);
            Assert.InRange(comparison.GetProperty("mcNemarP").GetDouble(), 0, 1);
            Assert.Equal(
                rung.GetProperty("accepted").GetBoolean(),
                comparison.GetProperty("logLossGain").GetDouble() > 1.645 * comparison.GetProperty("logLossGainError").GetDouble()
                && comparison.GetProperty("onlyThisRight").GetInt32() >= comparison.GetProperty("onlyBeforeRight").GetInt32());
            Assert.True(rung.GetProperty("movingParameters").GetInt64() > 0);
            Assert.Equal(1, rung.GetProperty("epochs").GetInt32());
            Assert.InRange(rung.GetProperty("share").GetDouble(), 0.1, 1);
        }

        Assert.Equal(rungs.Last(r => r.GetProperty("accepted").GetBoolean()).GetProperty("name").GetString(), tuning.GetProperty("chosen").GetString());
    }

    [Fact]
    public void A_rung_whose_training_diverges_is_not_kept_and_says_why()
    {
        using TemporaryFolder folder = new();
        JsonElement tuning = Train(folder, "auto", epochs: 3, "--learning-rate", "1e6").GetProperty("fineTuning");
        JsonElement[] rungs = [.. tuning.GetProperty("rungs").EnumerateArray()];
        Assert.Equal("frozen head", tuning.GetProperty("chosen").GetString());
        Assert.Equal(4, rungs.Length);
        Assert.All(rungs[1..], rung => Assert.Contains("diverged in epoch", rung.GetProperty("reason").GetString(), StringComparison.Ordinal));
        Assert.All(rungs[1..], rung => Assert.Equal(rungs[0].GetProperty("logLoss").GetDouble(), rung.GetProperty("logLoss").GetDouble()));
        Assert.Equal(0, CommandLine.Run("verify", folder.File("model.zip")).ExitCode);
    }

    [Theory]
    [InlineData("onnx")]
    [InlineData("pb")]
    [InlineData("meta")]
    public void Blocks_are_listed_for_every_kind_of_network_file(string extension)
    {
        // Sandler et al. 2018, table 2: a convolution, 17 bottlenecks, a convolution.
        JsonElement document = CommandLine.Run("inspect", TestData.Real("backbones", "mobilenet_v2_1.0_224." + extension), "--json").Json;
        JsonElement[] blocks = [.. document.GetProperty("blocks").EnumerateArray()];
        Assert.Equal(["stem", .. Enumerable.Range(1, 18).Select(i => $"block{i}")], blocks.Select(b => b.GetProperty("name").GetString()!));
        Assert.Equal(Enumerable.Range(1, 19).Reverse(), blocks.Select(b => b.GetProperty("depth").GetInt32()));
        Assert.Equal((3 * 3 * 3 * 32) + 32, blocks[0].GetProperty("parameters").GetInt64());
        Assert.Equal((320 * 1280) + 1280, blocks[^1].GetProperty("parameters").GetInt64());
        Assert.Equal(1280, blocks[^1].GetProperty("normAndBias").GetInt64());
    }

    private static string Line(JsonElement block) => string.Join(
        ' ',
        block.GetProperty("name").GetString(),
        block.TryGetProperty("label", out JsonElement label) ? label.GetString() : "",
        block.GetProperty("depth").GetRawText(),
        block.GetProperty("parameters").GetRawText());

    private static JsonElement Train(TemporaryFolder folder, string mode, int epochs, params string[] more)
    {
        CommandLine.Result run = CommandLine.Run(
        [
            "train", SmallSet.CopyTo(folder), "--backbone", .. Network, "--out", folder.File("model.zip"), "--mode", mode,
            "--epochs", $"{epochs}", "--batch-size", "6", "--no-cache", "--json", .. more,
        ]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Json;
    }
}
