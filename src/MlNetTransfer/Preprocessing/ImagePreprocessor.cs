using System.Runtime.InteropServices;
using MlNetTransfer.Imaging;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Preprocessing;

/// <summary>Makes a network's rectangle of pixels out of any picture. Only pixels that are needed are computed.</summary>
/// <remarks>
/// <para><b>Stretch</b>: the whole picture, resized.</para>
/// <para><b>CenterCrop</b>: torchvision's <c>Resize(shortSide)</c> and <c>CenterCrop</c>: the long side is <c>shortSide x long / short</c> rounded down,
/// the offset half of what is left over, halves to even; where the resized picture is too small, black is added as there.</para>
/// <para><b>Letterbox</b>: scaled by the smaller of the two ratios, sides rounded (halves up) to at least 1, in the middle (odd pixels go right and below).</para>
/// <para><b>Threading</b>: no state; any number of threads.</para>
/// </remarks>
public static class ImagePreprocessor
{
    private const int C = Image.ChannelCount;

    /// <summary>Fills a network's rectangle.</summary>
    /// <param name="image">The picture, upright.</param>
    /// <param name="preprocessing">What the network wants to see.</param>
    /// <param name="destination">Exactly height x width x 3 samples: [row][column][R, G, B].</param>
    /// <exception cref="ArgumentException">The preprocessing is not valid, or the destination has another size.</exception>
    public static void Apply(Image image, ImagePreprocessing preprocessing, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(preprocessing);
        preprocessing.ThrowIfInvalid();
        CheckSize(preprocessing, destination.Length, nameof(destination));
        if (preprocessing.Samples == PixelSamples.Floats)
        {
            ImageResizer.ResizeToFloats(image, preprocessing.Width, preprocessing.Height, MemoryMarshal.Cast<byte, float>(destination));
            return;
        }

        ImagePlacement placement = ImagePlacement.Of(image.Width, image.Height, preprocessing);
        placement.FillAround(preprocessing, destination);
        ImageResizer.ResizeInto(image, placement.Window, preprocessing.Interpolation, destination[placement.Offset..], preprocessing.Width * C);
    }

    /// <summary>Decodes a file's bytes straight into a network's rectangle; JPEG rows are resized as they come and the whole picture is never stored.</summary>
    /// <remarks>The same bytes and the same answer as decoding and then <see cref="Apply"/>; memory is pooled.</remarks>
    /// <param name="encoded">The whole file.</param>
    /// <param name="preprocessing">What the network wants to see.</param>
    /// <param name="options">Limits; the inverse transform and the scale of decoding are the preprocessing's. Null takes <see cref="DecodeOptions.Default"/>.</param>
    /// <param name="destination">Exactly height x width x 3 samples: [row][column][R, G, B]. Undefined when the picture is refused.</param>
    /// <returns>The outcome as the decoder gives it, without a picture.</returns>
    /// <exception cref="ArgumentException">The preprocessing is not valid, or the destination has another size.</exception>
    public static DecodeResult Decode(ReadOnlySpan<byte> encoded, ImagePreprocessing preprocessing, DecodeOptions? options, Memory<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        preprocessing.ThrowIfInvalid();
        CheckSize(preprocessing, destination.Length, nameof(destination));
        using PreprocessedPixels pixels = new(preprocessing, destination);
        DecodeResult result = ImageDecoder.Decode(encoded, preprocessing.ToDecodeOptions(options), pixels);
        if (result.Image is null)
        {
            return result;
        }

        Apply(result.Image, preprocessing, destination.Span);
        return result with { Image = null };
    }

    private static void CheckSize(ImagePreprocessing preprocessing, int length, string parameter)
    {
        int expected = preprocessing.PictureBytes;
        if (length != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{preprocessing.Width}x{preprocessing.Height} pixels take {expected} bytes, got {length}."), parameter);
        }
    }
}
