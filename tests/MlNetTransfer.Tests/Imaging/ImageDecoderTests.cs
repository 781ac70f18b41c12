using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;

namespace MlNetTransfer.Tests.Imaging;

public sealed class ImageDecoderTests
{
    [Fact]
    public void An_empty_file_is_refused_as_empty()
    {
        DecodeResult result = ImageDecoder.Decode([]);
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.Empty), (result.Outcome, result.Reason));
        Assert.Equal(DecodeReason.Empty, Assert.Throws<InvalidImageException>(() => ImageDecoder.DecodeOrThrow([])).Reason);
    }

    [Fact]
    public void One_to_sixteen_odd_bytes_are_refused()
    {
        for (int length = 1; length <= 16; length++)
        {
            byte[] data = new byte[length];
            data.AsSpan().Fill(0x81);
            DecodeResult result = ImageDecoder.Decode(data);
            Assert.Equal((DecodeOutcome.Refused, ImageFormat.Unknown), (result.Outcome, result.Format));
        }
    }

    [Fact]
    public void A_file_above_the_limit_is_refused_and_one_at_the_limit_is_not()
    {
        byte[] file = PngEncoder.Encode(new Image(5, 5));
        Assert.Equal(DecodeOutcome.Ok, ImageDecoder.Decode(file, new DecodeOptions { MaxFileBytes = file.Length }).Outcome);
        DecodeResult result = ImageDecoder.Decode(file, new DecodeOptions { MaxFileBytes = file.Length - 1 });
        Assert.Equal((DecodeOutcome.Refused, DecodeReason.FileTooLarge, ImageFormat.Png), (result.Outcome, result.Reason, result.Format));
    }

    [Theory]
    [InlineData("png-c2-d8-plain-13x11.png")]
    [InlineData("bmp-24.bmp")]
    [InlineData("gif-87a.gif")]
    public void Pixel_and_side_limits_hold_in_every_decoder(string file)
    {
        byte[] data = File.ReadAllBytes(TestData.Own("golden", "imaging", file));
        Image image = ImageDecoder.DecodeOrThrow(data);
        int pixels = image.Width * image.Height;
        int side = Math.Max(image.Width, image.Height);
        Assert.Equal(DecodeOutcome.Ok, ImageDecoder.Decode(data, new DecodeOptions { MaxPixels = pixels, MaxDimension = side }).Outcome);
        Assert.Equal(DecodeReason.TooManyPixels, ImageDecoder.Decode(data, new DecodeOptions { MaxPixels = pixels - 1 }).Reason);
        DecodeResult refused = ImageDecoder.Decode(data, new DecodeOptions { MaxDimension = side - 1 });
        Assert.Equal(DecodeReason.TooManyPixels, refused.Reason);
        Assert.Equal((image.Width, image.Height), (refused.StoredWidth, refused.StoredHeight));
    }

    [Fact]
    public void Orientation_is_applied_unless_it_is_switched_off_and_the_stored_size_is_kept()
    {
        byte[] data = File.ReadAllBytes(TestData.Own("golden", "imaging", "png-exif-6.png"));
        DecodeResult upright = ImageDecoder.Decode(data);
        DecodeResult stored = ImageDecoder.Decode(data, new DecodeOptions { ApplyOrientation = false });
        Assert.Equal((8, 12), (upright.Image!.Width, upright.Image.Height));
        Assert.Equal((12, 8), (stored.Image!.Width, stored.Image.Height));
        Assert.Equal((6, 6, 12, 8), (upright.Orientation, stored.Orientation, upright.StoredWidth, upright.StoredHeight));
        Assert.Equal(ImageTransforms.PutUpright(stored.Image, 6).Pixels.ToArray(), upright.Image.Pixels.ToArray());
    }
}
