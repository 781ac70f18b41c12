using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Datasets;

public sealed class FeatureExtractorTests
{
    private static readonly ImagePreprocessing Small = new() { Width = 4, Height = 4 };

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(16, 4)]
    public void Features_come_in_the_listings_order_at_any_batch_size_and_thread_count(int batchSize, int workers)
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 20);
        ExtractedFeatures result = new FeatureExtractor(Options(new Network(), batchSize: batchSize, workers: workers)).Extract(ImageFolder.ListClasses(folder.Root));
        Assert.Equal(40, result.Features.RowCount);
        Assert.Equal(Enumerable.Range(0, 40), result.Items);
        Assert.Equal(Enumerable.Repeat(0, 20).Concat(Enumerable.Repeat(1, 20)), result.Labels);
        for (int row = 0; row < 40; row++)
        {
            Assert.Equal([row % 20, 0, row / 20 + 1], result.Features.Row(row).ToArray());
            Assert.Equal(ContentHash.Of(File.ReadAllBytes(result.Listing.FullPathOf(row))), result.Contents[row]);
        }

        Assert.Equal("40 found, 40 used, 0 skipped", result.Report.ToString());
    }

    [Fact]
    public void Found_is_used_plus_skipped_and_every_reason_is_the_right_one()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 40);
        folder.Write("cat/a-damaged.bmp", PictureSamples.DamagedBmp(3));
        folder.Write("cat/b-empty.jpg", "");
        folder.Write("cat/c-page.jpg", "<!DOCTYPE html><html><body>404</body></html>");
        string gone = folder.Write("dog/a-gone.bmp", PictureSamples.Bmp(9, 9, 9));
        string replaced = folder.Write("dog/b-folder.jpg", PictureSamples.Bmp(9, 9, 9));
        PictureListing listing = ImageFolder.ListClasses(folder.Root);
        File.Delete(gone);
        File.Delete(replaced);
        Directory.CreateDirectory(replaced);
        ExtractedFeatures result = new FeatureExtractor(Options(new Network())).Extract(listing);
        Assert.Equal(85, result.Report.Found);
        Assert.Equal(80, result.Report.Used);
        Assert.Equal(80, result.Features.RowCount);
        Assert.Equal(
            [("cat/a-damaged.bmp", SkipReason.Damaged), ("cat/b-empty.jpg", SkipReason.Refused), ("cat/c-page.jpg", SkipReason.Refused),
             ("dog/a-gone.bmp", SkipReason.Vanished), ("dog/b-folder.jpg", SkipReason.IsFolder)],
            result.Report.Skipped.Select(s => (s.RelativePath, s.Reason)));
        Assert.Equal(DecodeReason.Empty, result.Report.Skipped[1].DecodeReason);
        Assert.Equal(DecodeReason.NotAnImage, result.Report.Skipped[2].DecodeReason);
        Assert.All(result.Report.Skipped, s => Assert.NotEqual("", s.Message));
    }

    [Fact]
    public void A_file_without_read_permission_is_skipped_with_that_reason()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "this user may read everything");
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 10);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.At("cat", "0003.bmp"), UnixFileMode.None);
        }

        ExtractedFeatures result = new FeatureExtractor(Options(new Network())).Extract(ImageFolder.ListClasses(folder.Root));
        Assert.Equal(SkipReason.NoPermission, Assert.Single(result.Report.Skipped).Reason);
    }

    [Fact]
    public void Damaged_pictures_are_used_on_request()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 20);
        folder.Write("cat/a-damaged.bmp", PictureSamples.DamagedBmp(3));
        ExtractedFeatures result = new FeatureExtractor(Options(new Network(), acceptDamaged: true)).Extract(ImageFolder.ListClasses(folder.Root));
        Assert.Equal(41, result.Features.RowCount);
        Assert.Equal(1, result.Report.DamagedButUsed);
    }

    [Fact]
    public void Damaged_features_in_the_cache_are_not_used_when_damaged_pictures_are_not_accepted()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 20, "set");
        folder.Write("set/cat/a-damaged.bmp", PictureSamples.DamagedBmp(3));
        FeatureCache cache = CacheIn(folder);
        PictureListing listing = ImageFolder.ListClasses(folder.At("set"));
        Assert.Equal(41, new FeatureExtractor(Options(new Network(), cache, acceptDamaged: true)).Extract(listing).Features.RowCount);
        ExtractedFeatures strict = new FeatureExtractor(Options(new Network(), cache)).Extract(listing);
        Assert.Equal(40, strict.FromCache);
        Assert.Equal(SkipReason.Damaged, Assert.Single(strict.Report.Skipped).Reason);
        Assert.Equal(41, new FeatureExtractor(Options(new Network(), cache, acceptDamaged: true)).Extract(listing).FromCache);
    }

    [Fact]
    public void Too_many_skipped_pictures_stop_the_pass_with_a_report()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 30);
        for (int i = 0; i < 30; i += 3)
        {
            folder.Write(FormattableString.Invariant($"dog/{i:D4}.bmp"), "<html>");
        }

        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() =>
            new FeatureExtractor(Options(new Network())).Extract(ImageFolder.ListClasses(folder.Root)));
        Assert.Equal(UnusableDatasetKind.TooManySkipped, exception.Kind);
        Assert.Contains("7 of 60 pictures", exception.Message, StringComparison.Ordinal);
        Assert.Equal(7, exception.Skipped!.Skipped.Count);
        Assert.Equal(exception.Skipped.Found, exception.Skipped.Used + exception.Skipped.Skipped.Count);
    }

    [Fact]
    public void Twenty_skipped_pictures_in_a_row_stop_the_pass_even_when_they_are_few()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 250);
        for (int i = 0; i < 20; i++)
        {
            folder.Write(FormattableString.Invariant($"cat/{100 + i:D4}.bmp"), "<html>");
        }

        PictureListing listing = ImageFolder.ListClasses(folder.Root);
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => new FeatureExtractor(Options(new Network())).Extract(listing));
        Assert.Contains("20 pictures in a row", exception.Message, StringComparison.Ordinal);
        FeatureExtractorOptions patient = Options(new Network());
        patient = patient with { Stream = patient.Stream with { MaxConsecutiveSkips = 0 } };
        Assert.Equal(480, new FeatureExtractor(patient).Extract(listing).Report.Used);
    }

    [Fact]
    public void A_second_pass_takes_everything_from_the_cache_and_one_new_picture_costs_one()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 20, "set");
        FeatureCache cache = CacheIn(folder);
        Network network = new();
        ExtractedFeatures first = new FeatureExtractor(Options(network, cache)).Extract(ImageFolder.ListClasses(folder.At("set")));
        Assert.Equal((40, 0), (network.PictureCount, first.FromCache));
        ExtractedFeatures second = new FeatureExtractor(Options(network, cache)).Extract(ImageFolder.ListClasses(folder.At("set")));
        Assert.Equal((40, 40), (network.PictureCount, second.FromCache));
        Assert.Equal(first.Features.Values.ToArray(), second.Features.Values.ToArray());
        Assert.Equal(first.ComputeFingerprint(), second.ComputeFingerprint());
        folder.Write("set/dog/new.bmp", PictureSamples.Bmp(200, 200, 200));
        ExtractedFeatures third = new FeatureExtractor(Options(network, cache)).Extract(ImageFolder.ListClasses(folder.At("set")));
        Assert.Equal((41, 40), (network.PictureCount, third.FromCache));
        File.Move(folder.At("set", "dog", "new.bmp"), folder.At("set", "cat", "renamed.bmp"));
        new FeatureExtractor(Options(network, cache)).Extract(ImageFolder.ListClasses(folder.At("set")));
        Assert.Equal(41, network.PictureCount);
        Assert.Null(cache.Notice);
    }

    [Fact]
    public void Another_network_preprocessing_or_engine_shares_nothing()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 5, "set");
        FeatureCache cache = CacheIn(folder);
        PictureListing listing = ImageFolder.ListClasses(folder.At("set"));
        FeatureExtractorOptions options = Options(new Network(), cache);
        Assert.Equal(0, new FeatureExtractor(options).Extract(listing).FromCache);
        Assert.Equal(0, new FeatureExtractor(options with { BackboneIdentity = "other" }).Extract(listing).FromCache);
        Assert.Equal(0, new FeatureExtractor(options with { EngineIdentity = "Precise" }).Extract(listing).FromCache);
        FeatureExtractorOptions cropped = options with
        {
            Stream = options.Stream with { Preprocessing = Small with { ResizeMode = ResizeMode.CenterCrop } },
        };
        Assert.Equal(0, new FeatureExtractor(cropped).Extract(listing).FromCache);
        Assert.Equal(10, new FeatureExtractor(options).Extract(listing).FromCache);
        Assert.Equal((4, 40L), (cache.Describe().NetworkCount, cache.Describe().VectorCount));
    }

    [Fact]
    public void A_picture_that_changed_is_computed_again()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 5, "set");
        foreach (string file in Directory.EnumerateFiles(folder.At("set"), "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
        }

        FeatureCache cache = CacheIn(folder);
        PictureListing listing = ImageFolder.ListClasses(folder.At("set"));
        new FeatureExtractor(Options(new Network(), cache)).Extract(listing);
        folder.Write("set/cat/0002.bmp", PictureSamples.Bmp(77, 0, 1));
        Network network = new();
        ExtractedFeatures result = new FeatureExtractor(Options(network, cache)).Extract(listing);
        Assert.Equal(1, network.PictureCount);
        Assert.Equal([77, 0, 1], result.Features.Row(2).ToArray());
    }

    [Fact]
    public void A_picture_that_changes_right_after_it_was_read_is_noticed_although_its_time_is_the_same()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 3, "set");
        FeatureCache cache = CacheIn(folder);
        PictureListing listing = ImageFolder.ListClasses(folder.At("set"));
        new FeatureExtractor(Options(new Network(), cache)).Extract(listing);
        DateTime time = File.GetLastWriteTimeUtc(folder.At("set", "cat", "0002.bmp"));
        folder.Write("set/cat/0002.bmp", PictureSamples.Bmp(77, 0, 1));
        File.SetLastWriteTimeUtc(folder.At("set", "cat", "0002.bmp"), time);
        ExtractedFeatures result = new FeatureExtractor(Options(new Network(), cache)).Extract(listing);
        Assert.Equal([77, 0, 1], result.Features.Row(2).ToArray());
    }

    [Fact]
    public void Files_that_are_known_by_their_time_are_not_read_again()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 5, "set");
        string path = folder.At("set", "cat", "0002.bmp");
        DateTime old = DateTime.UtcNow.AddDays(-1);
        File.SetLastWriteTimeUtc(path, old);
        FeatureCache cache = CacheIn(folder);
        PictureListing listing = ImageFolder.ListClasses(folder.At("set"));
        new FeatureExtractor(Options(new Network(), cache)).Extract(listing);
        folder.Write("set/cat/0002.bmp", PictureSamples.Bmp(77, 0, 1));
        File.SetLastWriteTimeUtc(path, old);
        Assert.Equal([2, 0, 1], new FeatureExtractor(Options(new Network(), cache)).Extract(listing).Features.Row(2).ToArray());
        FeatureCache careful = new(new FeatureCacheOptions { Folder = folder.At("cache"), TrustTimestamps = false });
        Assert.Equal([77, 0, 1], new FeatureExtractor(Options(new Network(), careful)).Extract(listing).Features.Row(2).ToArray());
    }

    [Fact]
    public void Cancelling_stops_the_pass_and_keeps_what_was_extracted()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 100, "set");
        FeatureCache cache = CacheIn(folder);
        PictureListing listing = ImageFolder.ListClasses(folder.At("set"));
        using CancellationTokenSource source = new();
        Network network = new() { AfterBatch = count => { if (count >= 32) { source.Cancel(); } } };
        Assert.ThrowsAny<OperationCanceledException>(() => new FeatureExtractor(Options(network, cache)).Extract(listing, null, source.Token));
        Assert.Equal(32, new FeatureExtractor(Options(new Network(), cache)).Extract(listing).FromCache);
    }

    [Fact]
    public void Batches_name_their_items_and_hold_their_pixels()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 5);
        folder.Write("cat/0001.bmp", "<html>");
        PictureListing listing = ImageFolder.ListClasses(folder.Root);
        PictureStream stream = new(listing, new PictureStreamOptions { Preprocessing = Small, BatchSize = 4, MaxSkippedFraction = 0.5 });
        List<int> items = [];
        foreach (PictureBatch batch in stream.ReadBatches())
        {
            items.AddRange(batch.Items);
            Assert.Equal(batch.Pixels.Count, batch.Items.Count);
            for (int i = 0; i < batch.Items.Count; i++)
            {
                Assert.Equal(batch.Items[i] % 5, batch.Pixels.Pixels.Span[i * 48]);
                Assert.Equal(ContentHash.Of(File.ReadAllBytes(listing.FullPathOf(batch.Items[i]))), batch.Contents[i]);
            }
        }

        Assert.Equal([0, 2, 3, 4, 5, 6, 7, 8, 9], items);
        Assert.Equal("10 found, 9 used, 1 skipped (1 Refused)", stream.Report!.ToString());
    }

    [Fact]
    public void Leaks_and_contradictions_are_named_in_pairs()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 4, "train");
        PictureSamples.FillFolder(folder, 2, "test");
        folder.Write("train/dog/same.bmp", PictureSamples.Bmp(0, 0, 1));
        FeatureExtractor extractor = new(Options(new Network()));
        ExtractedFeatures train = extractor.Extract(ImageFolder.ListClasses(folder.At("train")));
        ExtractedFeatures test = extractor.Extract(ImageFolder.ListClasses(folder.At("test")));
        LeakageReport report = LeakageReport.Find(train, test);
        Assert.Equal([new DuplicatePair("cat/0000.bmp", "cat", "dog/same.bmp", "dog")], report.Contradictions);
        Assert.Equal(["cat/0000.bmp", "cat/0001.bmp", "dog/0000.bmp", "dog/0001.bmp"], report.Shared.Select(p => p.Second));
        Assert.False(report.IsClean);
    }

    [Fact]
    public void A_set_to_learn_from_needs_two_classes_with_usable_pictures()
    {
        using TemporaryFolder folder = new();
        PictureSamples.FillFolder(folder, 12);
        folder.Write("bird/1.bmp", "<html>");
        folder.Write("fish/1.bmp", PictureSamples.Bmp(9, 9, 9));
        ExtractedFeatures features = new FeatureExtractor(Options(new Network())).Extract(ImageFolder.ListClasses(folder.Root));
        UnusableDatasetException exception = Assert.Throws<UnusableDatasetException>(() => TrainingSetRules.Check(features));
        Assert.Equal(UnusableDatasetKind.Classes, exception.Kind);
        Assert.Contains("'bird' has no usable picture", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'fish' has a single picture", Assert.Single(TrainingSetRules.Check(features, allowEmptyClasses: true)), StringComparison.Ordinal);
    }

    internal static FeatureCache CacheIn(TemporaryFolder folder) => new(new FeatureCacheOptions { Folder = folder.At("cache") });

    internal static FeatureExtractorOptions Options(
        Network network, FeatureCache? cache = null, int batchSize = 16, int workers = 0, bool acceptDamaged = false) => new()
        {
            Stream = new PictureStreamOptions { Preprocessing = Small, BatchSize = batchSize, WorkerCount = workers, AcceptDamaged = acceptDamaged },
            Network = network.Run,
            FeatureCount = 3,
            BackboneIdentity = "tiny",
            EngineIdentity = "Fast",
            Cache = cache,
        };

    /// <summary>A network whose features are the first pixel, and that counts what it is given.</summary>
    internal sealed class Network
    {
        public int PictureCount { get; private set; }

        public Action<int>? AfterBatch { get; init; }

        public void Run(PixelBatch pixels, Span<float> features)
        {
            int bytes = pixels.Width * pixels.Height * 3;
            for (int i = 0; i < pixels.Count; i++)
            {
                for (int c = 0; c < 3; c++)
                {
                    features[(i * 3) + c] = pixels.Pixels.Span[(i * bytes) + c];
                }
            }

            PictureCount += pixels.Count;
            AfterBatch?.Invoke(PictureCount);
        }
    }
}
