using System.Security.Cryptography;
using System.Text;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Images;

/// <summary>The repository's own picture set, data/images.</summary>
public sealed class PictureSetTests
{
    private const int ByteLimit = 4_000_000;

    private static readonly string[] _classes = ["bolt", "bracket", "elbow", "gear", "nut", "screw", "spring", "washer"];

    [Fact]
    public void Set_is_the_one_that_the_sources_page_names()
    {
        StringBuilder listing = new();
        foreach (string path in Directory.GetFiles(TestData.Own("images"), "*.jpg", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(TestData.Own("images"), f).Replace('\\', '/')).Order(StringComparer.Ordinal))
        {
            listing.Append(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(TestData.Own("images", path))))).Append("  ").Append(path).Append('\n');
        }

        string digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(listing.ToString())));
        Assert.Contains(digest, File.ReadAllText(TestData.Own("images", "SOURCES.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_class_has_eighty_different_pictures_and_all_are_small()
    {
        HashSet<string> seen = [];
        long bytes = 0;
        foreach (string name in _classes)
        {
            Assert.Equal(60, Directory.GetFiles(TestData.Own("images", "train", name), "*.jpg").Length);
            Assert.Equal(20, Directory.GetFiles(TestData.Own("images", "test", name), "*.jpg").Length);
        }

        foreach (string file in Directory.GetFiles(TestData.Own("images"), "*.jpg", SearchOption.AllDirectories))
        {
            byte[] content = File.ReadAllBytes(file);
            bytes += content.Length;
            Assert.True(seen.Add(Convert.ToHexString(SHA256.HashData(content))), file);
        }

        Assert.Equal(_classes.Length * 80, seen.Count);
        Assert.InRange(bytes, 0, ByteLimit);
    }

    [Fact]
    public void Gradient_and_color_histograms_stay_below_eighty_percent()
    {
        (double[][] train, int[] labels) = Load("train");
        (double[][] test, int[] expected) = Load("test");
        double accuracy = ImagesFloorClassifier.BestAccuracy(train, labels, test, expected);
        Assert.InRange(accuracy, 1.0 / _classes.Length, 0.8);
    }

    private static (double[][] Features, int[] Labels) Load(string split)
    {
        List<double[]> features = [];
        List<int> labels = [];
        for (int c = 0; c < _classes.Length; c++)
        {
            foreach (string file in Directory.GetFiles(TestData.Own("images", split, _classes[c]), "*.jpg").Order(StringComparer.Ordinal))
            {
                DecodeResult decoded = JpegDecoder.Decode(File.ReadAllBytes(file), DecodeOptions.Default);
                Assert.Equal(DecodeOutcome.Ok, decoded.Outcome);
                Assert.Equal((128, 128), (decoded.Image!.Width, decoded.Image.Height));
                features.Add(ImagesFloorClassifier.Features(decoded.Image));
                labels.Add(c);
            }
        }

        return ([.. features], [.. labels]);
    }
}
