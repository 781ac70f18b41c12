using System.Diagnostics;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Tests.Datasets;

public sealed class RealFoldersTests
{
    [Fact]
    public void A_published_set_is_listed_as_its_description_says()
    {
        LabelledPictures pictures = ImageFolder.Open(TestData.Real("datasets", "flowers5"));
        Assert.Equal(["daisy", "dandelion", "roses", "sunflowers", "tulips"], pictures.Train.ClassNames);
        Assert.All(pictures.Train.CountByClass(), count => Assert.Equal(200, count));
        Assert.All(pictures.Test!.CountByClass(), count => Assert.Equal(40, count));
        Assert.Null(pictures.Validation);
    }

    [Fact]
    public void A_second_pass_over_1200_pictures_takes_less_than_a_second()
    {
        LabelledPictures pictures = ImageFolder.Open(TestData.Real("datasets", "flowers5"));
        using TemporaryFolder folder = new();
        const int Width = 1280;
        FeatureExtractorOptions options = new()
        {
            Stream = new PictureStreamOptions { Preprocessing = new ImagePreprocessing { Width = 224, Height = 224 }, MaxSkippedFraction = 1, MaxConsecutiveSkips = 0 },
            Network = (_, features) => features.Fill(1),
            FeatureCount = Width,
            BackboneIdentity = "none",
            EngineIdentity = "none",
            Cache = new FeatureCache(new FeatureCacheOptions { Folder = folder.At("cache") }),
        };
        Fill(options, pictures, Width);
        Stopwatch watch = Stopwatch.StartNew();
        LabelledPictures again = ImageFolder.Open(TestData.Real("datasets", "flowers5"));
        FeatureExtractor extractor = new(options);
        ExtractedFeatures train = extractor.Extract(again.Train);
        ExtractedFeatures test = extractor.Extract(again.Test!);
        watch.Stop();
        Assert.Equal((1000, 200), (train.FromCache, test.FromCache));
        Assert.Empty(LeakageReport.Find(train, test).Shared);
        TestContext.Current.SendDiagnosticMessage($"1,200 pictures from the cache in {watch.ElapsedMilliseconds} ms");
        Assert.InRange(watch.ElapsedMilliseconds, 0, 1000);
    }

    /// <summary>What a first pass leaves behind, without its decoding.</summary>
    private static void Fill(FeatureExtractorOptions options, LabelledPictures pictures, int width)
    {
        FeatureCacheKey key = new()
        {
            Backbone = options.BackboneIdentity,
            Preprocessing = PreprocessingFingerprint.Of(options.Stream.Preprocessing),
            Engine = options.EngineIdentity,
            FeatureCount = width,
        };
        using FeaturePack pack = options.Cache!.OpenPack(key)!;
        foreach (PictureListing listing in new[] { pictures.Train, pictures.Test! })
        {
            for (int i = 0; i < listing.Items.Count; i++)
            {
                string path = listing.FullPathOf(i);
                ContentHash content = ContentHash.Of(File.ReadAllBytes(path));
                pack.Add(content, false, new float[width]);
                pack.Remember(PictureFile.Stat(path, "", out _)!.Value, content);
            }
        }
    }
}
