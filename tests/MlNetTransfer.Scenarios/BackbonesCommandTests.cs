using System.Text.Json;

namespace MlNetTransfer.Scenarios;

/// <summary>Networks by name from the console, without any connection: an administrator's folder is the mirror.</summary>
public sealed class BackbonesCommandTests
{
    [Fact]
    public void MobilenetV2_is_trained_with_by_name_pulled_found_and_removed()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.File("mirror"));
        File.CreateSymbolicLink(folder.File(Path.Combine("mirror", "mobilenet_v2.meta")), TestData.Real("backbones", "mobilenet_v2_1.0_224.meta"));
        string[] store = ["--backbone-store", folder.File("store"), "--mirror", folder.File("mirror"), "--offline", "--json"];
        string pictures = SmallSet.CopyTo(folder);
        CommandLine.Result train = CommandLine.Run(["train", pictures, "--backbone", "mobilenetv2", "--out", folder.File("model.zip"), "--no-cache", .. store]);
        Assert.True(train.ExitCode == 0, train.Error);
        Assert.Equal(("MobilenetV2", 1280), (train.Json.GetProperty("backbone").GetString(), train.Json.GetProperty("featureCount").GetInt32()));

        JsonElement where = CommandLine.Run(["backbones", "where", "MobilenetV2", .. store]).Json.GetProperty("backbones")[0];
        Assert.Equal("Mirror", where.GetProperty("place").GetString());
        Assert.Contains(where.GetProperty("places").EnumerateArray(), p => p.GetProperty("location").GetString()!.StartsWith("https://", StringComparison.Ordinal));

        JsonElement pulled = CommandLine.Run(["backbones", "pull", "MobilenetV2", .. store]).Json.GetProperty("backbones")[0];
        Assert.Equal(folder.File(Path.Combine("store", "mobilenet_v2.meta")), pulled.GetProperty("path").GetString());
        Assert.True(File.Exists(pulled.GetProperty("path").GetString()));

        JsonElement list = CommandLine.Run(["backbones", "list", .. store]).Json.GetProperty("backbones");
        Assert.Equal(31, list.GetArrayLength());
        Assert.Equal("Cache", list.EnumerateArray().Single(b => b.GetProperty("name").GetString() == "MobilenetV2").GetProperty("place").GetString());

        Assert.Equal("Mirror", CommandLine.Run(["backbones", "remove", "MobilenetV2", .. store]).Json.GetProperty("backbones")[0].GetProperty("place").GetString());
        Assert.Empty(Directory.GetFiles(folder.File("store")));
    }

    [Fact]
    public void What_is_not_here_is_told_with_the_file_to_put_and_the_exit_code_for_it()
    {
        using TemporaryFolder folder = new();
        string[] store = ["--backbone-store", folder.File("store"), "--mirror", folder.File("mirror"), "--offline"];
        CommandLine.Result pull = CommandLine.Run(["backbones", "pull", "resnet18-v1-7", .. store]);
        Assert.Equal(4, pull.ExitCode);
        Assert.Contains("Put resnet18-v1-7.onnx (from https://", pull.Error, StringComparison.Ordinal);
        Assert.Contains(folder.File("store"), pull.Error, StringComparison.Ordinal);
        Assert.Equal(4, CommandLine.Run(["backbones", "where", "resnet18-v1-7", .. store]).ExitCode);
        Assert.Equal(2, CommandLine.Run(["backbones", "pull", "no-such-network", .. store]).ExitCode);
        string text = folder.File("page.html");
        File.WriteAllText(text, "<html>");
        CommandLine.Result add = CommandLine.Run(["backbones", "add", "ResnetV250", text, .. store]);
        Assert.Equal(4, add.ExitCode);
        Assert.Contains("no network", add.Error, StringComparison.Ordinal);
        Assert.Contains("resnet18-v1-7", CommandLine.Run(["backbones", "list", .. store]).Output, StringComparison.Ordinal);
    }
}
