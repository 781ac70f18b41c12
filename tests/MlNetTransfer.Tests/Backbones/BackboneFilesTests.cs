using System.Diagnostics;
using MlNetTransfer.Backbones;

namespace MlNetTransfer.Tests.Backbones;

public sealed class BackboneFilesTests
{
    [Theory]
    [InlineData("mobilenet_v1_0.25_128", 128, 128f, 128f, 256, 1001, "Apache-2.0")]
    [InlineData("mobilenet_v1_0.25_96_vww", 96, 0f, 255f, 256, 2, "Apache-2.0")]
    [InlineData("mobilenet_v1_0.75_192", 192, 128f, 128f, 768, 1001, "Apache-2.0")]
    [InlineData("mobilenet_v2_0.35_224", 224, 127.5f, 127.5f, 1280, 0, "Apache-2.0")]
    [InlineData("mobilenet_v2_1.0_224", 224, 127.5f, 127.5f, 1280, 1001, "Apache-2.0")]
    [InlineData("resnet20_cifar10", 32, 123.675f, 58.395f, 64, 10, "BSD-2-Clause")]
    [InlineData("resnet8_cifar10", 32, 0f, 1f, 64, 10, "Apache-2.0")]
    public void A_published_file_says_itself_what_it_means(string name, int size, float mean, float deviation, int features, int classes, string license)
    {
        string path = TestData.Real("backbones", name + ".onnx");
        Backbone backbone = Backbone.Load(path);
        BackboneSpecification found = backbone.Specification;
        Assert.Equal((size, size), (found.Preprocessing.Width, found.Preprocessing.Height));
        Assert.Equal(mean, found.Preprocessing.Normalization.Mean[0]);
        Assert.Equal(deviation, found.Preprocessing.Normalization.Deviation[0]);
        Assert.Equal(("input", "features", features), (found.InputName, found.FeatureName, found.FeatureCount));
        Assert.Equal(classes, found.ClassNames.Count);
        Assert.Equal(classes == 0, found.LogitsName is null);
        Assert.Equal(classes == 1001 ? 0 : null, found.BackgroundClass);
        Assert.Equal(license, found.License);
    }

    [Fact]
    public void The_page_about_own_backbones_has_the_script_that_works()
    {
        using TemporaryFolder folder = new();
        string script = Path.Combine(TestData.RepositoryRoot, "docs", "export_backbone.py");
        Assert.True(File.Exists(script));
        string page = File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "docs", "bring-your-own-backbone.md"));
        Assert.Contains("export_backbone.py", page, StringComparison.Ordinal);
        foreach (string name in FactNames.All.Except(["normalization", "weights", "pretrained_on", "opset"]))
        {
            Assert.Contains($"`{name}`", page, StringComparison.Ordinal);
        }
    }

    [Theory]
    [Trait("Lane", "Slow")]
    [InlineData("resnet18", 512)]
    [InlineData("shufflenet_v2_x1_0", 1024)]
    public void A_network_exported_by_the_pages_script_is_understood(string name, int features)
    {
        using TemporaryFolder folder = new();
        string script = Path.Combine(TestData.RepositoryRoot, "docs", "export_backbone.py");
        Assert.SkipUnless(RunPython("-c", "import torch, torchvision"), "there is no Python with torch and torchvision here");
        Assert.True(RunPython(script, name, "--random", "--out", folder.At("net.onnx")));
        BackboneSpecification found = Backbone.Load(folder.At("net.onnx")).Specification;
        Assert.Equal((name, features, "logits"), (found.Name, found.FeatureCount, found.LogitsName));
        Assert.Equal((224, 256), (found.Preprocessing.Width, found.Preprocessing.ShortSide));
        Assert.Equal(123.675f, found.Preprocessing.Normalization.Mean[0], 1e-4f);
    }

    private static bool RunPython(params string[] arguments)
    {
        foreach (string python in new[] { "/usr/bin/python3", "python3" })
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
                process.OutputDataReceived += (_, _) => { };
                process.ErrorDataReceived += (_, _) => { };
                process.BeginOutputReadLine();
                process.BeginErrorReadLine();
                process.WaitForExit();
                if (process.ExitCode == 0)
                {
                    return true;
                }
            }
            catch (System.ComponentModel.Win32Exception)
            {
                // No such program: the next one.
            }
        }

        return false;
    }
}
