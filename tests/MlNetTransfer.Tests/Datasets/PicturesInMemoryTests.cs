using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;

namespace MlNetTransfer.Tests.Datasets;

/// <summary>Listed pictures that are bytes instead of files.</summary>
public sealed class PicturesInMemoryTests
{
    [Fact]
    public void Bytes_in_memory_are_read_like_files()
    {
        string[] files = [.. Directory.GetFiles(TestData.Own("images", "test", "gear"), "*.jpg").Order(StringComparer.Ordinal).Take(5)];
        PictureBatch fromFiles = Read([.. files.Select(f => new PictureItem(f, 0))], new PictureStreamOptions { Preprocessing = Small }, out _);
        PictureBatch fromMemory = Read(
            [.. files.Select((f, i) => new PictureItem($"row {i}", 0) { Content = File.ReadAllBytes(f) })], new PictureStreamOptions { Preprocessing = Small }, out SkipReport report);
        Assert.Equal(fromFiles.Pixels.Pixels.ToArray(), fromMemory.Pixels.Pixels.ToArray());
        Assert.Equal(fromFiles.Contents, fromMemory.Contents);
        Assert.Equal(5, report.Used);
    }

    [Fact]
    public void Bytes_that_are_no_picture_or_too_many_are_skipped_by_name()
    {
        byte[] good = File.ReadAllBytes(Directory.GetFiles(TestData.Own("images", "test", "gear"), "*.jpg")[0]);
        PictureItem[] items =
        [
            new("good", 0) { Content = good },
            new("page", 0) { Content = "<html></html>"u8.ToArray() },
            new("empty", 0) { Content = ReadOnlyMemory<byte>.Empty },
            new("large", 0) { Content = new byte[good.Length + 1] },
        ];
        PictureStreamOptions options = new() { Preprocessing = Small, MaxSkippedFraction = 1, Decode = DecodeOptions.Default with { MaxFileBytes = good.Length } };
        PictureBatch batch = Read(items, options, out SkipReport report);
        Assert.Equal([0], batch.Items);
        Assert.Equal(["page", "empty", "large"], report.Skipped.Select(s => s.RelativePath));
        Assert.Equal(DecodeReason.FileTooLarge, report.Skipped[2].DecodeReason);
    }

    private static ImagePreprocessing Small => new() { Width = 16, Height = 12 };

    private static PictureBatch Read(PictureItem[] items, PictureStreamOptions options, out SkipReport report)
    {
        PictureStream stream = new(new PictureListing(".", ["gear"], items), options);
        PictureBatch[] batches = [.. stream.ReadBatches()];
        report = stream.Report!;
        return Assert.Single(batches);
    }
}
