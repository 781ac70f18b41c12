using System.Diagnostics;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Awkward and hostile real files; the oracle for valid ones is Pillow 9.4 (their README tells the rules).</summary>
public sealed class OddImageTests
{
    private const long MaxAllocatedBytes = 512L << 20;

    public static TheoryData<string> ValidFiles() => OddImageManifest.FilesBelow("images", isJpeg: false);

    public static TheoryData<string> ValidJpegFiles() => OddImageManifest.FilesBelow("images", isJpeg: true);

    public static TheoryData<string> CorruptFiles() => OddImageManifest.FilesBelow("corrupt", isJpeg: false);

    public static TheoryData<string> CorruptJpegFiles() => OddImageManifest.FilesBelow("corrupt", isJpeg: true);

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void A_valid_file_is_exact_or_refused_by_its_name(string file)
    {
        DecodeResult result = ImageDecoder.Decode(File.ReadAllBytes(TestData.Real("odd-images", file)));
        if (result.Format is ImageFormat.Png or ImageFormat.Bmp or ImageFormat.Gif)
        {
            string expectedPath = TestData.Real("odd-images", "expected", Path.GetFileName(file) + ".png");
            Image expected = ImageDecoder.DecodeOrThrow(File.ReadAllBytes(expectedPath));
            Assert.Equal((DecodeOutcome.Ok, ""), (result.Outcome, result.Message));
            Assert.Equal((expected.Width, expected.Height), (result.Image!.Width, result.Image.Height));
            Assert.True(expected.Pixels.Span.SequenceEqual(result.Image.Pixels.Span), "the pixels differ from the reference");
            return;
        }

        string name = Path.GetExtension(file) switch
        {
            ".webp" => "WebP",
            ".tif" => "TIFF",
            ".ico" => "Windows icon",
            ".jp2" => "JPEG 2000",
            _ => throw new InvalidOperationException($"{file} is of a format that this test does not know."),
        };
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.UnsupportedFormat), (result.Outcome, result.Reason));
        AssertOneClearLine(result.Message);
        Assert.Contains(name, result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ValidJpegFiles))]
    public void A_valid_JPEG_is_within_the_gate_of_the_reference(string file)
    {
        DecodeResult result = ImageDecoder.Decode(File.ReadAllBytes(TestData.Real("odd-images", file)));
        string header = OddImageManifest.JpegHeader(file);
        if (header.StartsWith("arith", StringComparison.Ordinal))
        {
            Assert.Equal((DecodeOutcome.Refused, DecodeReason.UnsupportedFeature), (result.Outcome, result.Reason));
            AssertOneClearLine(result.Message);
            return;
        }

        Image image = result.Image ?? throw new InvalidOperationException(result.Message);
        string path = TestData.Real("odd-images", "expected");
        string small = Path.Combine(path, Path.GetFileName(file) + ".reduce4.png");
        bool isReduced = File.Exists(small);
        Image expected = ImageDecoder.DecodeOrThrow(File.ReadAllBytes(isReduced ? small : Path.Combine(path, Path.GetFileName(file) + ".png")));
        image = isReduced ? OddImageManifest.Reduce(image, 4) : image;
        Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
        int gate = header.Contains("4:4:4", StringComparison.Ordinal) || header.Contains("gray", StringComparison.Ordinal) ? 1 : 2;
        int largest = image.Pixels.ToArray().Zip(expected.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Max();
        Assert.InRange(largest, 0, gate);
    }

    [Theory]
    [MemberData(nameof(CorruptFiles))]
    public void A_corrupt_file_gives_one_clear_line_in_time_and_memory(string file) => CheckCorrupt(file);

    [Theory]
    [MemberData(nameof(CorruptJpegFiles))]
    public void A_corrupt_JPEG_gives_one_clear_line_in_time_and_memory(string file) => CheckCorrupt(file);

    [Theory]
    [InlineData("corrupt/broken_data_stream.png", DecodeOutcome.Damaged, DecodeReason.CorruptData)]
    [InlineData("corrupt/decompression_bomb.gif", DecodeOutcome.Refused, DecodeReason.TooManyPixels)]
    [InlineData("corrupt/hippopotamus.interlaced.truncated.png", DecodeOutcome.Damaged, DecodeReason.Truncated)]
    [InlineData("corrupt/hopper.avif", DecodeOutcome.Refused, DecodeReason.UnsupportedFormat)]
    [InlineData("corrupt/l2rgb_read.bmp", DecodeOutcome.Refused, DecodeReason.TooManyPixels)]
    [InlineData("corrupt/reallybig.bmp", DecodeOutcome.Refused, DecodeReason.TooManyPixels)]
    [InlineData("corrupt/xc1n0g08.png", DecodeOutcome.Refused, DecodeReason.BadHeader)]
    [InlineData("corrupt/xcsn0g01.png", DecodeOutcome.Damaged, DecodeReason.ChecksumMismatch)]
    [InlineData("corrupt/random-bytes.jpeg", DecodeOutcome.Refused, DecodeReason.NotAnImage)]
    public void A_corrupt_file_ends_for_the_right_reason(string file, DecodeOutcome outcome, DecodeReason reason)
    {
        DecodeResult result = ImageDecoder.Decode(File.ReadAllBytes(TestData.Real("odd-images", file)));
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
    }

    private static void CheckCorrupt(string file)
    {
        byte[] data = File.ReadAllBytes(TestData.Real("odd-images", file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Stopwatch watch = Stopwatch.StartNew();
        DecodeResult result = ImageDecoder.Decode(data);
        watch.Stop();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocatedBytes);
        Assert.InRange(DecodeTimer.Measure(data, options: null, watch.Elapsed), TimeSpan.Zero, DecodeTimer.Limit);
        if (result.Outcome == DecodeOutcome.Ok)
        {
            Assert.NotNull(result.Image);
            return;
        }

        Assert.Equal(result.Outcome == DecodeOutcome.Damaged, result.Image is not null);
        Assert.NotEqual(DecodeReason.None, result.Reason);
        AssertOneClearLine(result.Message);
    }

    private static void AssertOneClearLine(string message)
    {
        Assert.InRange(message.Length, 20, 300);
        Assert.DoesNotContain('\n', message);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }
}
