using MlNetTransfer.Imaging.Codecs;

namespace MlNetTransfer.Imaging;

/// <summary>Decodes any file's bytes to a picture, or says in one line why not.</summary>
/// <remarks>
/// <para>JPEG, PNG, BMP and GIF (first frame) are decoded; the format is told by content. Other formats are refused by their name.</para>
/// <para><b>Threading</b>: no state; any number of threads may decode at once.</para>
/// </remarks>
public static class ImageDecoder
{
    /// <summary>Decodes a picture. Never throws for any bytes: what is wrong is in the result.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="options">How to decode, and the limits; null takes <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The pixels, upright unless <see cref="DecodeOptions.ApplyOrientation"/> is off, or the reason why there are none.</returns>
    public static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions? options = null) =>
        Decode(data, options ?? DecodeOptions.Default, destination: null);

    /// <summary>Decodes a picture to where its pixels are wanted.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="options">How to decode, and the limits.</param>
    /// <param name="destination">Takes the pixels; null for a new picture. Formats that do not come in rows always make one.</param>
    /// <returns>The result; without a picture where the destination took its rows.</returns>
    internal static DecodeResult Decode(ReadOnlySpan<byte> data, DecodeOptions options, IPixelDestination? destination)
    {
        ImageFormat format = ImageFormatDetector.Detect(data);
        if (CheckFile(data, format, options) is { } refusal)
        {
            return refusal;
        }

        DecodeResult result = format switch
        {
            ImageFormat.Jpeg => JpegDecoder.Decode(data, options, destination),
            ImageFormat.Png => PngDecoder.Decode(data, options),
            ImageFormat.Bmp => BmpDecoder.Decode(data, options),
            ImageFormat.Gif => GifDecoder.Decode(data, options),
            _ => RefuseFormat(data, format),
        };
        if (result.Outcome == DecodeOutcome.Refused || result.Orientation == 1 || !options.ApplyOrientation)
        {
            return result;
        }

        // An orientation that stands behind the pixels came too late for the rows.
        result = result.Image is null ? JpegDecoder.Decode(data, options) : result;
        return result with { Image = ImageTransforms.PutUpright(result.Image!, result.Orientation) };
    }

    /// <summary>Decodes a picture; a damaged one is returned as far as it goes.</summary>
    /// <param name="data">The whole file.</param>
    /// <param name="options">How to decode, and the limits; null takes <see cref="DecodeOptions.Default"/>.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="InvalidImageException">There are no pixels; the message says why.</exception>
    public static Image DecodeOrThrow(ReadOnlySpan<byte> data, DecodeOptions? options = null)
    {
        DecodeResult result = Decode(data, options);
        return result.Image ?? throw new InvalidImageException(result.Message)
        {
            Format = result.Format,
            Reason = result.Reason,
            ByteOffset = result.ByteOffset,
        };
    }

    private static DecodeResult? CheckFile(ReadOnlySpan<byte> data, ImageFormat format, DecodeOptions options)
    {
        if (data.IsEmpty)
        {
            return DecodeResult.Refuse(ImageFormat.Unknown, DecodeReason.Empty, "The file is empty (0 bytes). Export or download it again.", 0);
        }

        if (data.Length > options.MaxFileBytes)
        {
            return DecodeResult.Refuse(
                format,
                DecodeReason.FileTooLarge,
                Text.Of($"The file has {data.Length:N0} bytes, allowed are {options.MaxFileBytes:N0} (DecodeOptions.MaxFileBytes). Shrink the picture or raise the limit."));
        }

        return null;
    }

    private static DecodeResult RefuseFormat(ReadOnlySpan<byte> data, ImageFormat format)
    {
        string found = format switch
        {
            ImageFormat.Text => Text.Of($"The content is text or HTML (\"{Text.Excerpt(data)}\"), not a picture."),
            ImageFormat.Unknown when data.Length < 16 => Text.Of($"The file has only {data.Length} bytes and no known format."),
            ImageFormat.Unknown => Text.Of($"The content has no known format (first bytes {Convert.ToHexString(data[..8])})."),
            ImageFormat.Archive => "The content is an archive, not a picture.",
            ImageFormat.Pdf => "The content is a PDF document, not a picture.",
            _ => Text.Of($"The content is {Article(format)} {format.DisplayName()} picture, which is not decoded here."),
        };
        DecodeReason reason = format switch
        {
            ImageFormat.Unknown when data.Length < 16 => DecodeReason.Truncated,
            ImageFormat.Unknown or ImageFormat.Text => DecodeReason.NotAnImage,
            _ => DecodeReason.UnsupportedFormat,
        };
        return DecodeResult.Refuse(format, reason, found + " " + format.Advice(), 0);
    }

    private static string Article(ImageFormat format) => format is ImageFormat.Avif or ImageFormat.Svg ? "an" : "a";
}
