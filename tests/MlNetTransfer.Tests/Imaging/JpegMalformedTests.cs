using System.Diagnostics;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Malformed and hostile files, by the rules of T.81 and of libjpeg.</summary>
public sealed class JpegMalformedTests
{
    private const int Sof = 0xC0;
    private const int Sos = 0xDA;
    private const int Dht = 0xC4;
    private const int Dqt = 0xDB;

    private static readonly byte[] Good = JpegBytes.Encoded();

    [Fact]
    public void No_bytes_are_empty_and_few_bytes_are_refused()
    {
        Assert.Equal(DecodeReason.Empty, Decode([]).Reason);
        Assert.Equal(DecodeReason.Truncated, Decode([0xFF, 0xD8]).Reason);
        Assert.Equal(DecodeReason.NotAnImage, Decode("<html>"u8.ToArray()).Reason);
        for (int length = 3; length < JpegBytes.Find(Good, Sos) + 14; length++)
        {
            DecodeResult result = Decode(Good[..length]);
            Assert.Equal((DecodeOutcome.Refused, DecodeReason.Truncated), (result.Outcome, result.Reason));
        }
    }

    [Theory]
    [InlineData(0xC3, "lossless")]
    [InlineData(0xC5, "hierarchical")]
    [InlineData(0xC9, "arithmetic")]
    [InlineData(0xCA, "arithmetic")]
    [InlineData(0xF7, "JPEG-LS")]
    public void Other_processes_are_refused_by_name(int marker, string words)
    {
        DecodeResult result = Decode(JpegBytes.With(Good, Sof, 1, (byte)marker));
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.UnsupportedFeature), (result.Outcome, result.Reason));
        Assert.Contains(words, result.Message, StringComparison.Ordinal);
    }

    // Distances from the frame marker: 4 precision, 5-6 height, 7-8 width, 9 components, 10 id, 11 sampling, 13 second id.
    [Theory]
    [InlineData(4, 12, DecodeReason.UnsupportedFeature, "12-bit")]
    [InlineData(4, 7, DecodeReason.BadHeader, "7-bit")]
    [InlineData(6, 0, DecodeReason.BadHeader, "64x0")]
    [InlineData(8, 0, DecodeReason.BadHeader, "0x48")]
    [InlineData(9, 0, DecodeReason.BadHeader, "0 components")]
    [InlineData(9, 2, DecodeReason.BadHeader, "2 components")]
    [InlineData(9, 5, DecodeReason.BadHeader, "5 components")]
    [InlineData(11, 0x01, DecodeReason.BadHeader, "0x1")]
    [InlineData(11, 0x15, DecodeReason.BadHeader, "1x5")]
    [InlineData(13, 1, DecodeReason.BadHeader, "identifier 1")]
    [InlineData(14, 0x31, DecodeReason.UnsupportedFeature, "2x2/3x1/1x1")]
    public void Wrong_frame_headers_are_refused_with_the_value(int distance, byte value, DecodeReason reason, string words)
    {
        DecodeResult result = Decode(JpegBytes.With(Good, Sof, distance, value));
        Assert.Equal((DecodeOutcome.Refused, reason), (result.Outcome, result.Reason));
        Assert.Contains(words, result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_and_scans_out_of_order_are_refused()
    {
        int sof = JpegBytes.Find(Good, Sof);
        byte[] frame = Good[sof..(sof + JpegBytes.Length(Good, sof))];
        int end = Good.Length - 2;
        Refused("a second frame header", JpegBytes.Insert(Good, sof, frame));
        Refused("a second frame header", JpegBytes.Insert(Good, end, frame));
        Refused("a scan before the frame header", JpegBytes.Remove(Good, Sof));
        Refused("no scan", [.. Good[..JpegBytes.Find(Good, Sos)], 0xFF, 0xD9]);
        Refused("quantisation table", JpegBytes.Remove(JpegBytes.Remove(Good, Dqt), Dqt));
        Refused("unknown marker", JpegBytes.Insert(Good, sof, 0xFF, 0x02, 0, 2));
    }

    [Fact]
    public void A_second_scan_after_the_only_one_keeps_the_pixels()
    {
        int sos = JpegBytes.Find(Good, Sos);
        byte[] twice = [.. Good[..^2], .. Good[sos..]];
        DecodeResult result = Decode(twice);
        Assert.Equal((DecodeOutcome.Damaged, DecodeReason.CorruptData), (result.Outcome, result.Reason));
        Assert.Equal(Decode(Good).Image!.Pixels.ToArray(), result.Image!.Pixels.ToArray());
    }

    // Distances from the first Huffman segment (DC, luminance): 5 first count, 21 first symbol.
    [Theory]
    [InlineData(5, 3)]
    [InlineData(7, 250)]
    [InlineData(21, 16)]
    [InlineData(4, 0x25)]
    public void Illegal_Huffman_tables_are_refused(int distance, byte value) =>
        Assert.Equal(DecodeOutcome.Refused, Decode(JpegBytes.With(Good, Dht, distance, value)).Outcome);

    [Fact]
    public void Quantisers_with_zeros_decode_with_a_notice()
    {
        DecodeResult result = Decode(JpegBytes.With(Good, Dqt, 8, 0));
        Assert.Equal(DecodeOutcome.Ok, result.Outcome);
        Assert.Contains(result.Notices, n => n.Contains("zeros", StringComparison.Ordinal));
    }

    [Fact]
    public void A_16_bit_quantiser_in_a_baseline_file_decodes_the_same()
    {
        int at = JpegBytes.Find(Good, Dqt);
        byte[] table = [.. Good[(at + 5)..(at + 69)].SelectMany(v => new byte[] { 0, v })];
        byte[] wide = [.. Good[..at], 0xFF, Dqt, 0, 131, 0x10, .. table, .. Good[(at + 69)..]];
        Assert.Equal(Decode(Good).Image!.Pixels.ToArray(), Decode(wide).Image!.Pixels.ToArray());
    }

    [Fact]
    public void Junk_is_passed_over_with_a_notice()
    {
        int sof = JpegBytes.Find(Good, Sof);
        byte[] expected = Decode(Good).Image!.Pixels.ToArray();
        foreach (byte[] file in new[] { [1, 2, 3, .. Good], JpegBytes.Insert(Good, sof, 9, 9, 9), [.. Good, 1, 2, 3], Good[..^2] })
        {
            DecodeResult result = Decode(file);
            Assert.Equal(DecodeOutcome.Ok, result.Outcome);
            Assert.Single(result.Notices);
            Assert.Equal(expected, result.Image!.Pixels.ToArray());
        }

        DecodeResult filled = Decode(JpegBytes.Insert(Good, sof, [.. Enumerable.Repeat((byte)0xFF, 1000)]));
        Assert.Equal(expected, filled.Image!.Pixels.ToArray());
    }

    [Fact]
    public void Large_application_segments_are_skipped_without_memory()
    {
        byte[] segment = [0xFF, 0xE2, 0xFF, 0xFF, .. new byte[65533]];
        byte[] file = JpegBytes.Insert(Good, 2, [.. Enumerable.Range(0, 200).SelectMany(_ => segment)]);
        Decode(Good);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DecodeOutcome.Ok, Decode(file).Outcome);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    [Theory]
    [InlineData(new byte[] { 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0 }, 6)]
    [InlineData(new byte[] { 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 99, 0, 0 }, 1)]
    [InlineData(new byte[] { 1, 0x12 }, 1)]
    public void Orientation_is_reported_and_not_applied(byte[] entry, int orientation)
    {
        byte[] exif = [.. "Exif\0\0MM\0*\0\0\0\x08\0\x01"u8, .. entry];
        DecodeResult result = Decode(JpegBytes.Insert(Good, 2, [0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif]));
        Assert.Equal(orientation, result.Orientation);
        Assert.Equal((64, 48), (result.Image!.Width, result.Image.Height));
    }

    [Fact]
    public void Thousands_of_tiny_scans_are_refused_quickly()
    {
        JpegGoldens.Entry entry = JpegGoldens.Entries.First(e => e.Name == "quality 75 progressive");
        byte[] file = JpegGoldens.File(entry);
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 1, 0];
        DecodeResult result = Timed([.. file[..^2], .. Enumerable.Range(0, 5000).SelectMany(_ => scan), 0xFF, 0xD9], 1000);
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.TooManyScans), (result.Outcome, result.Reason));
    }

    [Fact]
    public void Scans_that_refine_the_same_bits_again_and_again_are_refused_within_two_seconds()
    {
        // 4,000 x 4,000 grey: a progressive frame whose refinement scans each cost a few bytes and a look at all blocks.
        byte[] frame = [0xFF, 0xC2, 0, 11, 8, 0x0F, 0xA0, 0x0F, 0xA0, 1, 1, 0x11, 0];
        byte[] quantization = [0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64)];

        // One code, 0: an end of band over 2^14 and more blocks (DC: category 14).
        byte[] tables = [.. OneCode(0x00, 0), .. OneCode(0x10, 0xE0)];
        byte[] scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 1, 63, 0x10, .. new byte[64]];
        byte[] start = [0xFF, 0xD8, .. quantization, .. frame, .. tables, 0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 0, 0, .. new byte[32_000]];
        DecodeResult result = Timed([.. start, .. Enumerable.Range(0, 90).SelectMany(_ => scan), 0xFF, 0xD9], 2000);
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.TooManyScans), (result.Outcome, result.Reason));

        static byte[] OneCode(byte slot, byte symbol) => [0xFF, 0xC4, 0, 20, slot, 1, .. new byte[15], symbol];
    }

    [Fact]
    public void Limits_are_checked_before_anything_is_allocated()
    {
        DecodeOptions few = new() { MaxPixels = (64 * 48) - 1 };
        Assert.Equal(DecodeReason.TooManyPixels, JpegDecoder.Decode(Good, few).Reason);
        Assert.Equal(DecodeReason.TooManyPixels, JpegDecoder.Decode(Good, new DecodeOptions { MaxDimension = 63 }).Reason);
        Assert.Equal(DecodeReason.FileTooLarge, JpegDecoder.Decode(Good, new DecodeOptions { MaxFileBytes = 100 }).Reason);
        Assert.Equal(DecodeOutcome.Ok, JpegDecoder.Decode(Good, new DecodeOptions { MaxPixels = 64 * 48 }).Outcome);
    }

    private static void Refused(string words, byte[] file)
    {
        DecodeResult result = Decode(file);
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.BadHeader), (result.Outcome, result.Reason));
        Assert.Contains(words, result.Message, StringComparison.Ordinal);
    }

    // The best of three: other tests use the same processors.
    private static DecodeResult Timed(byte[] file, long milliseconds)
    {
        long best = long.MaxValue;
        DecodeResult result = Decode(file);
        for (int n = 0; n < 3 && best > milliseconds; n++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            result = Decode(file);
            best = Math.Min(best, watch.ElapsedMilliseconds);
        }

        Assert.InRange(best, 0, milliseconds);
        return result;
    }

    private static DecodeResult Decode(byte[] file) => JpegDecoder.Decode(file, DecodeOptions.Default);
}
