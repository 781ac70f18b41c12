using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Pixels against libjpeg-turbo 2.1.5, through Pillow 9.4 and djpeg: equal, not close.</summary>
public sealed class JpegDecoderTests
{
    private static readonly DecodeOptions Fast = new() { InverseDct = InverseDct.Fast };

    [Fact]
    public void Pixels_equal_those_of_libjpeg_turbo_in_every_coding_and_every_damage()
    {
        string[] wrong = [.. JpegGoldens.Entries
            .Where(e => JpegGoldens.Hash(JpegDecoder.Decode(JpegGoldens.File(e), DecodeOptions.Default).Image) != e.Accurate)
            .Select(e => e.Name)];
        Assert.Empty(wrong);
        Assert.True(JpegGoldens.Entries.Count > 300, $"{JpegGoldens.Entries.Count} goldens");
    }

    [Fact]
    public void Pixels_of_the_fast_transform_equal_those_of_libjpeg_turbo()
    {
        JpegGoldens.Entry[] entries = [.. JpegGoldens.Entries.Where(e => e.Fast.Length > 0)];
        string[] wrong = [.. entries
            .Where(e => JpegGoldens.Hash(JpegDecoder.Decode(JpegGoldens.File(e), Fast).Image) != e.Fast)
            .Select(e => e.Name)];
        Assert.Empty(wrong);
        Assert.Contains(entries, e => e.Fast != e.Accurate);
    }

    [Fact]
    public void Files_that_libjpeg_turbo_reads_without_a_warning_are_ok_and_others_say_what_is_odd()
    {
        foreach (JpegGoldens.Entry entry in JpegGoldens.Entries)
        {
            DecodeResult result = JpegDecoder.Decode(JpegGoldens.File(entry), DecodeOptions.Default);
            Assert.True(result.Outcome == DecodeOutcome.Ok || entry.Warned, $"{entry.Name}: {result.Message}");
            Assert.Equal(result.Outcome == DecodeOutcome.Ok, result.Message.Length == 0);
            Assert.Equal((entry.Width, entry.Height), (result.StoredWidth, result.StoredHeight));
            if (entry.Name.StartsWith("cut", StringComparison.Ordinal) || entry.Name.StartsWith("restart l", StringComparison.Ordinal))
            {
                Assert.Equal(DecodeOutcome.Damaged, result.Outcome);
                Assert.InRange(result.ByteOffset, 1, entry.Length);
            }
        }
    }

    [Fact]
    public void Odd_real_files_equal_Pillow()
    {
        string folder = TestData.Real("odd-images");
        int count = 0;
        foreach (string path in Directory.GetFiles(Path.Combine(folder, "images")))
        {
            string expected = Path.Combine(folder, "expected", Path.GetFileName(path) + ".png");
            byte[] file = File.ReadAllBytes(path);
            if (file is not [0xFF, 0xD8, ..] || !File.Exists(expected) || path.EndsWith("testimgari.jpg", StringComparison.Ordinal))
            {
                continue;
            }

            DecodeResult result = JpegDecoder.Decode(file, DecodeOptions.Default);
            (int width, int height, byte[] pixels) = ImagingPng.ReadRgb(expected);
            Assert.True(result.Outcome == DecodeOutcome.Ok, $"{path}: {result.Message}");
            if (result.Orientation == 1)
            {
                Assert.Equal((width, height), (result.StoredWidth, result.StoredHeight));
                Assert.True(result.Image!.Pixels.Span.SequenceEqual(pixels), path);
                count++;
            }
        }

        Assert.True(count >= 17, $"{count} files compared");
    }

    [Theory]
    [InlineData("testimgari.jpg", "images", DecodeReason.UnsupportedFeature, "arithmetic coding")]
    [InlineData("huge-header.jpg", "corrupt", DecodeReason.TooManyPixels, "65500x65500")]
    [InlineData("max_size.jpg", "corrupt", DecodeReason.TooManyPixels, "65535x65535")]
    [InlineData("random-bytes.jpeg", "corrupt", DecodeReason.NotAnImage, "5,000 bytes")]
    public void Odd_real_files_are_refused_by_name(string name, string folder, DecodeReason reason, string words)
    {
        byte[] file = File.ReadAllBytes(TestData.Real("odd-images", folder, name));
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodeResult result = JpegDecoder.Decode(file, DecodeOptions.Default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        Assert.Equal((DecodeOutcome.Refused, reason), (result.Outcome, result.Reason));
        Assert.Contains(words, result.Message, StringComparison.Ordinal);
        Assert.Null(result.Image);
    }

    [Theory]
    [InlineData("cut-half.jpg", DecodeOutcome.Damaged, DecodeReason.Truncated)]
    [InlineData("peacock.progressive.truncated.jpeg", DecodeOutcome.Damaged, DecodeReason.Truncated)]
    [InlineData("cut-last-2-bytes.jpg", DecodeOutcome.Ok, DecodeReason.None)]
    [InlineData("oss-fuzz-36829.jpeg", DecodeOutcome.Damaged, DecodeReason.CorruptData)]
    public void Broken_real_files_keep_their_pixels(string name, DecodeOutcome outcome, DecodeReason reason)
    {
        byte[] file = File.ReadAllBytes(TestData.Real("odd-images", "corrupt", name));
        DecodeResult result = JpegDecoder.Decode(file, DecodeOptions.Default);
        Assert.Equal((outcome, reason), (result.Outcome, result.Reason));
        Assert.NotNull(result.Image);
        Assert.NotEmpty(outcome == DecodeOutcome.Ok ? [.. result.Notices] : new[] { result.Message });
    }

    [Fact]
    public void Rows_before_a_cut_equal_the_whole_picture()
    {
        byte[] file = JpegBytes.Encoded(200, 160);
        int scan = JpegBytes.Find(file, 0xDA);
        DecodeResult whole = JpegDecoder.Decode(file, DecodeOptions.Default);
        DecodeResult cut = JpegDecoder.Decode(file.AsSpan(0, scan + ((file.Length - scan) / 2)), DecodeOptions.Default);
        Assert.Equal((DecodeOutcome.Damaged, DecodeReason.Truncated), (cut.Outcome, cut.Reason));
        int rows = int.Parse(cut.Message.Split('(')[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(rows, 48, 96);

        // The last whole row borrows chroma from the row below, which is missing.
        int bytes = (rows - 1) * 200 * 3;
        Assert.True(cut.Image!.Pixels.Span[..bytes].SequenceEqual(whole.Image!.Pixels.Span[..bytes]));
        Assert.Contains("of 160 rows are whole", cut.Message, StringComparison.Ordinal);
    }
}
