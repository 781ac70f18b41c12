using System.Buffers.Binary;
using System.Text;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Faults and options of PNG. Oracles: the specification, and files whose pixels are known by construction.</summary>
public sealed class PngDecoderTests
{
    private const int Width = 4;
    private const int Height = 6;

    [Theory]
    [InlineData("IHDR", DecodeOutcome.Refused)]
    [InlineData("PLTE", DecodeOutcome.Refused)]
    [InlineData("IDAT", DecodeOutcome.Damaged)]
    [InlineData("tEXt", DecodeOutcome.Ok)]
    public void A_wrong_chunk_checksum_refuses_damages_or_is_noticed(string type, DecodeOutcome outcome)
    {
        PngParts parts = Palette();
        parts.InsertBefore("IDAT", "tEXt", [1, 2, 3]);
        parts.Find(type).WrongChecksum = true;
        DecodeResult result = ImageDecoder.Decode(parts.ToArray());
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal(outcome == DecodeOutcome.Ok ? DecodeReason.None : DecodeReason.ChecksumMismatch, result.Reason);
        Assert.Equal(outcome == DecodeOutcome.Ok ? 1 : 0, result.Notices.Count);
    }

    [Fact]
    public void A_wrong_Adler_checksum_is_called_a_checksum_and_keeps_all_pixels()
    {
        PngParts parts = Grey();
        Image expected = ImageDecoder.DecodeOrThrow(parts.ToArray());
        parts.Find("IDAT").Content[^1] ^= 1;
        DecodeResult result = ImageDecoder.Decode(parts.ToArray());
        Assert.Equal((DecodeOutcome.Damaged, DecodeReason.ChecksumMismatch), (result.Outcome, result.Reason));
        Assert.Contains("Adler-32", result.Message, StringComparison.Ordinal);
        Assert.Equal(expected.Pixels.ToArray(), result.Image!.Pixels.ToArray());
    }

    [Fact]
    public void Every_cut_is_refused_or_damaged_until_all_rows_are_there()
    {
        byte[] whole = Grey().ToArray();
        Image expected = ImageDecoder.DecodeOrThrow(whole);
        bool complete = false;
        for (int length = 1; length < whole.Length; length++)
        {
            DecodeResult result = ImageDecoder.Decode(whole.AsSpan(0, length));
            if (result.Outcome == DecodeOutcome.Ok)
            {
                complete = true;
                Assert.Equal(expected.Pixels.ToArray(), result.Image!.Pixels.ToArray());
                continue;
            }

            Assert.False(complete);
            Assert.True(result.Reason is DecodeReason.Truncated, $"{length}: {result.Reason} {result.Message}");
        }

        Assert.True(complete);
    }

    [Fact]
    public void Rows_before_a_break_are_right()
    {
        byte[] raw = new byte[(64 + 1) * 64];
        SeededRandom random = new(3);
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = i % 65 == 0 ? (byte)0 : (byte)random.NextInt32(256);
        }

        PngParts parts = PngParts.Create(64, 64, 8, 0, raw);
        parts.Find("IDAT").Content = parts.Find("IDAT").Content[..^2000];
        DecodeResult result = ImageDecoder.Decode(parts.ToArray());
        Assert.Equal((DecodeOutcome.Damaged, DecodeReason.Truncated), (result.Outcome, result.Reason));
        for (int y = 0; y < 30; y++)
        {
            for (int x = 0; x < 64; x++)
            {
                Assert.Equal(raw[(y * 65) + 1 + x], result.Image!.Row(y)[x * 3]);
            }
        }

        Assert.Contains("of 64 rows", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inflating_stops_one_byte_after_the_picture()
    {
        byte[] raw = new byte[50_000_000];
        PngParts parts = PngParts.Create(1, 1, 8, 0, raw);
        byte[] file = parts.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodeResult result = ImageDecoder.Decode(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal(DecodeOutcome.Ok, result.Outcome);
        Assert.Contains("more compressed data", Assert.Single(result.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void Compressed_text_and_profiles_are_never_inflated()
    {
        PngParts parts = Grey();
        byte[] bomb = [.. "x\0\0"u8, .. PngParts.Deflate(new byte[100_000_000])];
        parts.InsertBefore("IDAT", "iCCP", bomb);
        parts.InsertBefore("IDAT", "zTXt", bomb);
        byte[] file = parts.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(DecodeOutcome.Ok, ImageDecoder.Decode(file).Outcome);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(int.MaxValue, int.MaxValue, 8, 2, DecodeReason.TooManyPixels)]
    [InlineData(65_501, 1, 8, 2, DecodeReason.TooManyPixels)]
    [InlineData(20_000, 20_000, 8, 2, DecodeReason.TooManyPixels)]
    [InlineData(-1, 4, 8, 2, DecodeReason.TooManyPixels)]
    [InlineData(0, 4, 8, 2, DecodeReason.BadHeader)]
    [InlineData(4, 0, 8, 2, DecodeReason.BadHeader)]
    [InlineData(4, 6, 3, 0, DecodeReason.BadHeader)]
    [InlineData(4, 6, 16, 3, DecodeReason.BadHeader)]
    [InlineData(4, 6, 4, 2, DecodeReason.BadHeader)]
    [InlineData(4, 6, 8, 1, DecodeReason.BadHeader)]
    [InlineData(4, 6, 8, 5, DecodeReason.BadHeader)]
    public void Refuses_sizes_and_codings_before_it_allocates(int width, int height, byte depth, byte colorType, DecodeReason reason)
    {
        byte[] file = PngParts.Create(width, height, depth, colorType, new byte[100]).ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        DecodeResult result = ImageDecoder.Decode(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 16);
        Assert.Equal((DecodeOutcome.Refused, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public void Refuses_structures_that_PNG_does_not_allow()
    {
        Check(parts => parts.InsertBefore("IDAT", "IHDR", parts.Find("IHDR").Content), DecodeReason.BadHeader, "second header");
        Check(parts => parts.InsertBefore("IDAT", "ABCD", [1]), DecodeReason.UnsupportedFeature, "'ABCD'");
        Check(parts => parts.Chunks.RemoveAll(c => c.Type == "PLTE"), DecodeReason.BadHeader, "palette");
        Check(parts => parts.Find("PLTE").Content = [1, 2, 3, 4], DecodeReason.BadHeader, "palette");
        Check(parts => parts.Find("PLTE").Content = new byte[771], DecodeReason.BadHeader, "palette");
        Check(parts => parts.Chunks.RemoveAll(c => c.Type == "IDAT"), DecodeReason.BadHeader, "IDAT");
        Check(parts => parts.Chunks.Reverse(), DecodeReason.BadHeader, "IHDR");
        Check(parts => parts.Find("IHDR").Content[12] = 2, DecodeReason.BadHeader, "interlace 2");

        static void Check(Action<PngParts> change, DecodeReason reason, string word)
        {
            PngParts parts = Palette();
            change(parts);
            DecodeResult result = ImageDecoder.Decode(parts.ToArray());
            Assert.Equal((DecodeOutcome.Refused, reason), (result.Outcome, result.Reason));
            Assert.Contains(word, result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_filter_that_does_not_exist_ends_the_picture_there()
    {
        byte[] raw = Raw();
        raw[3 * (Width + 1)] = 5;
        DecodeResult result = ImageDecoder.Decode(PngParts.Create(Width, Height, 8, 0, raw).ToArray());
        Assert.Equal((DecodeOutcome.Damaged, DecodeReason.CorruptData), (result.Outcome, result.Reason));
        Assert.Contains("filter 5", result.Message, StringComparison.Ordinal);
        Assert.Contains("3 of 6 rows", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_that_lost_its_line_ends_says_so()
    {
        byte[] file = Grey().ToArray();
        byte[] converted = [.. file[..4], .. file[5..]];
        DecodeResult result = ImageDecoder.Decode(converted);
        Assert.Equal((ImageFormat.Png, DecodeReason.BadHeader), (result.Format, result.Reason));
        Assert.Contains("text mode", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_after_the_end_do_not_matter()
    {
        byte[] file = [.. Grey().ToArray(), .. Encoding.ASCII.GetBytes("trailing")];
        Assert.Equal(DecodeOutcome.Ok, ImageDecoder.Decode(file).Outcome);
    }

    [Theory]
    [InlineData(4, 8, false)]
    [InlineData(4, 16, false)]
    [InlineData(6, 8, true)]
    [InlineData(6, 16, true)]
    public void A_background_is_blended_by_the_stated_formula(byte colorType, byte depth, bool isColor)
    {
        SeededRandom random = new(colorType + depth);
        int size = depth / 8;
        int channels = isColor ? 4 : 2;
        byte[] raw = new byte[((Width * channels * size) + 1) * Height];
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = i % ((Width * channels * size) + 1) == 0 ? (byte)0 : (byte)random.NextInt32(256);
        }

        Rgb background = new(10, 200, 77);
        byte[] file = PngParts.Create(Width, Height, depth, colorType, raw).ToArray();
        Image blended = ImageDecoder.DecodeOrThrow(file, new DecodeOptions { Background = background });
        for (int i = 0; i < Width * Height; i++)
        {
            int at = (i / Width * ((Width * channels * size) + 1)) + 1 + (i % Width * channels * size);
            double alpha = raw[at + ((channels - 1) * size)] / 255.0;
            int[] behind = [background.Red, background.Green, background.Blue];
            for (int c = 0; c < 3; c++)
            {
                double color = raw[at + (isColor ? c * size : 0)];
                double expected = (color * alpha) + (behind[c] * (1 - alpha));
                Assert.InRange(blended.Pixels.Span[(i * 3) + c] - expected, -0.5001, 0.5001);
            }
        }
    }

    [Fact]
    public void A_background_replaces_the_transparent_colour_and_blends_the_palette()
    {
        Rgb background = new(9, 8, 7);
        DecodeOptions options = new() { Background = background };
        PngParts palette = Palette();
        palette.InsertBefore("IDAT", "tRNS", [255, 0, 51]);
        Image blended = ImageDecoder.DecodeOrThrow(palette.ToArray(), options);
        Assert.Equal([0, 1, 2, 9, 8, 7, 7, 7, 7, 9, 10, 11], blended.Row(0).ToArray());
        PngParts grey = Grey();
        grey.InsertBefore("IDAT", "tRNS", [0, 2]);
        Assert.Equal([0, 0, 0, 1, 1, 1, 9, 8, 7, 3, 3, 3], ImageDecoder.DecodeOrThrow(grey.ToArray(), options).Row(0).ToArray());
        PngParts rgb = PngParts.Create(2, 1, 8, 2, [0, 1, 2, 3, 1, 2, 4]);
        rgb.InsertBefore("IDAT", "tRNS", [0, 1, 0, 2, 0, 4]);
        Assert.Equal([1, 2, 3, 9, 8, 7], ImageDecoder.DecodeOrThrow(rgb.ToArray(), options).Row(0).ToArray());
        PngParts grey16 = PngParts.Create(2, 1, 16, 0, [0, 1, 1, 1, 2]);
        grey16.InsertBefore("IDAT", "tRNS", [1, 2]);
        Assert.Equal([1, 1, 1, 9, 8, 7], ImageDecoder.DecodeOrThrow(grey16.ToArray(), options).Row(0).ToArray());
    }

    [Fact]
    public void An_interlaced_picture_that_breaks_off_is_coarse_instead_of_dotted()
    {
        byte[] file = File.ReadAllBytes(TestData.Own("golden", "imaging", "png-c2-d8-adam7-13x11.png"));
        Image whole = ImageDecoder.DecodeOrThrow(file);
        PngParts parts = PngParts.Read(file);
        byte[] raw = PngParts.Inflate(parts.Find("IDAT").Content);
        parts.Find("IDAT").Content = PngParts.Deflate(raw[..(2 * ((2 * 3) + 1))]);
        DecodeResult result = ImageDecoder.Decode(parts.ToArray());
        Assert.Equal(DecodeOutcome.Damaged, result.Outcome);
        for (int i = 0; i < 13 * 11; i++)
        {
            (int x, int y) = (i % 13, i / 13);
            Assert.Equal(whole.Row(y & ~7).Slice((x & ~7) * 3, 3).ToArray(), result.Image!.Row(y).Slice(x * 3, 3).ToArray());
        }
    }

    [Fact]
    public void The_checksum_is_the_one_of_the_standard()
    {
        Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));
        Assert.Equal(0xAE426082u, Crc32.Of("IEND"u8));
        Assert.Equal(0x414FA339u, Crc32.Of("The quick brown fox jumps over the lazy dog"u8));
    }

    [Fact]
    public void Encoded_pictures_decode_to_the_same_pixels()
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (3, 2), (17, 1), (1, 33), (64, 48)])
        {
            Image image = ImagingGoldens.Pattern(width, height);
            byte[] file = PngEncoder.Encode(image);
            DecodeResult result = ImageDecoder.Decode(file);
            Assert.Equal((DecodeOutcome.Ok, 0), (result.Outcome, result.Notices.Count));
            Assert.Equal("8-bit RGB", result.Description);
            Assert.Equal(image.Pixels.ToArray(), result.Image!.Pixels.ToArray());
            Assert.Equal(width, BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16)));
        }
    }

    [Fact]
    public void A_smooth_picture_is_encoded_to_less_than_half_of_its_bytes()
    {
        Image image = new(128, 128);
        for (int i = 0; i < 128 * 128 * 3; i++)
        {
            image.Pixels.Span[i] = (byte)((i / 3 % 128) + (i / 384));
        }

        Assert.InRange(PngEncoder.Encode(image).Length, 1, 128 * 128 * 3 / 20);
    }

    private static byte[] Raw()
    {
        byte[] raw = new byte[(Width + 1) * Height];
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = (byte)(i % (Width + 1) == 0 ? 0 : (i % (Width + 1)) - 1);
        }

        return raw;
    }

    private static PngParts Grey() => PngParts.Create(Width, Height, 8, 0, Raw());

    private static PngParts Palette()
    {
        PngParts parts = PngParts.Create(Width, Height, 8, 3, Raw());
        parts.InsertBefore("IDAT", "PLTE", [0, 1, 2, 3, 4, 5, 0, 5, 9, 9, 10, 11]);
        return parts;
    }
}
