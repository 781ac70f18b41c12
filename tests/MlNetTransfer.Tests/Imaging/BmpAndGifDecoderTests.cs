using System.Buffers.Binary;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Faults and options of BMP and GIF. Oracle: the whole file's pixels, themselves held to Pillow by <see cref="DecodeGoldenTests"/>.</summary>
public sealed class BmpAndGifDecoderTests
{
    [Theory]
    [InlineData("bmp-24.bmp")]
    [InlineData("bmp-8.bmp")]
    [InlineData("bmp-1-topdown.bmp")]
    [InlineData("bmp-rle8.bmp")]
    [InlineData("bmp-rle4.bmp")]
    [InlineData("gif-87a.gif")]
    [InlineData("gif-interlaced.gif")]
    [InlineData("gif-local.gif")]
    public void Every_cut_is_refused_as_truncated_or_shows_the_rows_that_are_there(string file)
    {
        byte[] whole = File.ReadAllBytes(TestData.Own("golden", "imaging", file));
        Image expected = ImageDecoder.DecodeOrThrow(whole);
        int right = 0;
        for (int length = 2; length < whole.Length; length++)
        {
            DecodeResult result = ImageDecoder.Decode(whole.AsSpan(0, length));
            if (result.Image is null)
            {
                Assert.True(result.Reason is DecodeReason.Truncated or DecodeReason.NotAnImage, $"{length}: {result.Message}");
                continue;
            }

            Assert.True(result.Outcome == DecodeOutcome.Ok || result.Reason == DecodeReason.Truncated, $"{length}: {result.Message}");
            int rows = Enumerable.Range(0, expected.Height).Count(y => expected.Row(y).SequenceEqual(result.Image.Row(y)));
            Assert.InRange(rows, right, expected.Height);
            right = rows;
        }

        Assert.Equal(expected.Height, right);
    }

    [Theory]
    [InlineData(18, 70_000)]
    [InlineData(22, 70_000)]
    [InlineData(22, -70_000)]
    [InlineData(22, int.MinValue)]
    public void A_bitmap_that_is_too_large_is_refused_by_its_header(int offset, int value)
    {
        byte[] file = Own("bmp-24.bmp");
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
        Assert.Equal(DecodeReason.TooManyPixels, ImageDecoder.Decode(file).Reason);
    }

    [Theory]
    [InlineData(14, 900, DecodeReason.BadHeader)]
    [InlineData(14, 13, DecodeReason.BadHeader)]
    [InlineData(18, 0, DecodeReason.BadHeader)]
    [InlineData(18, -5, DecodeReason.BadHeader)]
    [InlineData(30, 4, DecodeReason.UnsupportedFeature)]
    [InlineData(30, 5, DecodeReason.UnsupportedFeature)]
    [InlineData(30, 1, DecodeReason.BadHeader)]
    [InlineData(30, 77, DecodeReason.BadHeader)]
    [InlineData(26, 0x00070001, DecodeReason.BadHeader)]
    [InlineData(10, 100_000, DecodeReason.Truncated)]
    public void A_bitmap_header_that_cannot_be_is_refused(int offset, int value, DecodeReason reason)
    {
        byte[] file = Own("bmp-24.bmp");
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(offset), value);
        DecodeResult result = ImageDecoder.Decode(file);
        Assert.Equal((DecodeOutcome.Refused, reason), (result.Outcome, result.Reason));
    }

    [Fact]
    public void Masks_with_gaps_are_refused()
    {
        byte[] file = Own("bmp-16-565.bmp");
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(54), 0xF700);
        Assert.Equal(DecodeReason.BadHeader, ImageDecoder.Decode(file).Reason);
    }

    [Fact]
    public void A_bitmap_with_an_alpha_mask_is_blended_where_a_background_is_given()
    {
        byte[] file = Own("bmp-32-rgba-v124.bmp");
        Image plain = ImageDecoder.DecodeOrThrow(file);
        Image blended = ImageDecoder.DecodeOrThrow(file, new DecodeOptions { Background = new Rgb(255, 0, 128) });
        int offset = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(10));
        int[] behind = [255, 0, 128];
        for (int y = 0; y < plain.Height; y++)
        {
            for (int x = 0; x < plain.Width; x++)
            {
                double alpha = file[offset + ((((plain.Height - 1 - y) * plain.Width) + x) * 4) + 3] / 255.0;
                for (int c = 0; c < 3; c++)
                {
                    double expected = (plain.Row(y)[(x * 3) + c] * alpha) + (behind[c] * (1 - alpha));
                    Assert.InRange(blended.Row(y)[(x * 3) + c] - expected, -0.5001, 0.5001);
                }
            }
        }
    }

    [Fact]
    public void The_fourth_byte_of_a_plain_bitmap_is_no_alpha()
    {
        byte[] file = Own("bmp-32.bmp");
        DecodeOptions options = new() { Background = new Rgb(255, 0, 128) };
        Assert.Equal(ImageDecoder.DecodeOrThrow(file).Pixels.ToArray(), ImageDecoder.DecodeOrThrow(file, options).Pixels.ToArray());
    }

    [Fact]
    public void A_run_that_leaves_the_row_is_cut_and_a_move_that_leaves_the_picture_ends_it()
    {
        byte[] file = Own("bmp-rle8-delta.bmp");
        int pixels = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(10));
        byte[] runs = [255, 9, 255, 8, 0, 0, 0, 2, 200, 200, 1, 1, 0, 1];
        DecodeResult result = ImageDecoder.Decode([.. file[..pixels], .. runs]);
        Assert.Equal(DecodeOutcome.Ok, result.Outcome);
        byte[] bottom = result.Image!.Row(3).ToArray();
        Assert.Equal([.. Enumerable.Repeat(bottom[..3], 10).SelectMany(p => p)], bottom);
    }

    [Fact]
    public void A_transparent_GIF_shows_the_background_in_the_pixels_and_around_the_frame()
    {
        byte[] file = Own("gif-small-frame-transparent.gif");
        Image plain = ImageDecoder.DecodeOrThrow(file);
        Image blended = ImageDecoder.DecodeOrThrow(file, new DecodeOptions { Background = new Rgb(1, 2, 3) });
        byte[] transparent = plain.Row(0)[..3].ToArray();
        for (int i = 0; i < plain.Width * plain.Height; i++)
        {
            byte[] pixel = plain.Pixels.Span.Slice(i * 3, 3).ToArray();
            byte[] expected = pixel.SequenceEqual(transparent) ? [1, 2, 3] : pixel;
            Assert.Equal(expected, blended.Pixels.Span.Slice(i * 3, 3).ToArray());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(255)]
    public void A_code_size_that_GIF_does_not_have_is_refused(byte codeSize)
    {
        byte[] file = Own("gif-grey.gif");
        int at = file.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[8, 0, 8, 0, 0, 8]) + 5;
        file[at] = codeSize;
        DecodeResult result = ImageDecoder.Decode(file);
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.BadHeader), (result.Outcome, result.Reason));
    }

    [Fact]
    public void An_LZW_code_that_cannot_be_yet_damages_the_picture()
    {
        // Code size 2: clear (4), 0, then 7 where only 6 would be defined next.
        byte[] file = [.. "GIF89a"u8, 2, 0, 2, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 2, 0b11_000_100, 0b0000000_1, 0, 0x3B];
        DecodeResult result = ImageDecoder.Decode(file);
        Assert.Equal((DecodeOutcome.Damaged, DecodeReason.CorruptData), (result.Outcome, result.Reason));
        Assert.Contains("LZW code", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_GIF_without_a_frame_and_one_of_another_version_are_refused()
    {
        Assert.Equal(DecodeReason.BadHeader, ImageDecoder.Decode([.. "GIF89a"u8, 2, 0, 2, 0, 0, 0, 0, 0x3B]).Reason);
        Assert.Equal(DecodeReason.BadHeader, ImageDecoder.Decode([.. "GIF88a"u8, 2, 0, 2, 0, 0, 0, 0, 0x3B]).Reason);
    }

    private static byte[] Own(string file) => File.ReadAllBytes(TestData.Own("golden", "imaging", file));
}
