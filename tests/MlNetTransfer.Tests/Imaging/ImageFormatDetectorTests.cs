using System.Text;
using MlNetTransfer.Imaging;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Imaging;

/// <summary>Oracle: the signatures of the formats' specifications.</summary>
public sealed class ImageFormatDetectorTests
{
    public static TheoryData<string, ImageFormat> Signatures() => new()
    {
        { "\u00FF\u00D8\u00FF\u00E0", ImageFormat.Jpeg },
        { "\u0089PNG\r\n\u001A\n", ImageFormat.Png },
        { "\tPNG\r\n\u001A\n", ImageFormat.Png },
        { "GIF89a", ImageFormat.Gif },
        { "BM\0\0\0\0\0\0\0\0\0\0\0\0\u0028\0\0\0", ImageFormat.Bmp },
        { "II*\0", ImageFormat.Tiff },
        { "MM\0*", ImageFormat.Tiff },
        { "II+\0", ImageFormat.Tiff },
        { "RIFF\0\0\0\0WEBPVP8 ", ImageFormat.WebP },
        { "\0\0\0\u0018ftypheic\0\0\0\0mif1heic", ImageFormat.Heic },
        { "\0\0\0\u0018ftypheix\0\0\0\0mif1heix", ImageFormat.Heic },
        { "\0\0\0\u0018ftypmif1\0\0\0\0mif1heic", ImageFormat.Heic },
        { "\0\0\0\u0018ftypmif1\0\0\0\0mif1avif", ImageFormat.Avif },
        { "\0\0\0\u0018ftypavif\0\0\0\0avifmif1", ImageFormat.Avif },
        { "\0\0\0\u0018ftypisom\0\0\0\0isommp41", ImageFormat.Unknown },
        { "\0\0\0\u000CjP  \r\n\u0087\n", ImageFormat.Jpeg2000 },
        { "\u00FF\u004F\u00FF\u0051", ImageFormat.Jpeg2000 },
        { "\u00FF\n", ImageFormat.JpegXl },
        { "\0\0\0\u000CJXL \r\n\u0087\n", ImageFormat.JpegXl },
        { "\0\0\u0001\0\u0001\0\u0010\u0010\0\0\u0001\0", ImageFormat.Ico },
        { "\0\0\u0002\0\u0001\0\u0010\u0010\0\0\u0001\0", ImageFormat.Ico },
        { "P6 4 4 255\n", ImageFormat.Pnm },
        { "8BPS\0\u0001", ImageFormat.Psd },
        { "<?xml version=\"1.0\"?>\n<svg xmlns=", ImageFormat.Svg },
        { "\u00EF\u00BB\u00BF<svg width=", ImageFormat.Svg },
        { "<!DOCTYPE html><html>404", ImageFormat.Text },
        { "Not found", ImageFormat.Text },
        { "BMW is a maker of cars, and this is text.", ImageFormat.Text },
        { "%PDF-1.7\n", ImageFormat.Pdf },
        { "PK\u0003\u0004\u0014\0", ImageFormat.Archive },
        { "\u001F\u008B\u0008", ImageFormat.Archive },
        { "7z\u00BC\u00AF\u0027\u001C", ImageFormat.Archive },
        { "", ImageFormat.Unknown },
        { "\0\0\0\0", ImageFormat.Unknown },
    };

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Tells_the_format_by_its_first_bytes(string latin1, ImageFormat format) =>
        Assert.Equal(format, ImageFormatDetector.Detect(Encoding.Latin1.GetBytes(latin1)));

    [Theory]
    [MemberData(nameof(Signatures))]
    public void Every_format_that_is_not_decoded_is_refused_in_one_line_that_names_it(string latin1, ImageFormat format)
    {
        DecodeResult result = ImageDecoder.Decode(Encoding.Latin1.GetBytes(latin1));
        Assert.Equal((DecodeOutcome.Refused, format), (result.Outcome, result.Format));
        Assert.InRange(result.Message.Length, 20, 300);
        Assert.DoesNotContain('\n', result.Message);
        if (result.Reason == DecodeReason.UnsupportedFormat && format is not (ImageFormat.Archive or ImageFormat.Pdf or ImageFormat.Jpeg))
        {
            Assert.Contains(format.DisplayName(), result.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Random_bytes_are_never_called_text()
    {
        SeededRandom random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] data = [.. Enumerable.Range(0, 64 + random.NextInt32(500)).Select(_ => (byte)random.NextInt32(256))];
            Assert.NotEqual(ImageFormat.Text, ImageFormatDetector.Detect(data));
        }
    }
}
