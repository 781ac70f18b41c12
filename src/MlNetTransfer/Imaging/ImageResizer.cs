using MlNetTransfer.Imaging.Resampling;

namespace MlNetTransfer.Imaging;

/// <summary>Resizes pictures.</summary>
/// <remarks>
/// <para>Bilinear and bicubic give Pillow's bytes (<c>Image.resize</c>, antialiased, columns first, 8 bits between the passes);
/// <see cref="Interpolation.TensorFlowBilinear"/> gives TensorFlow 1's floats, rounded (unrounded for networks that want floats).</para>
/// <para><b>Threading</b>: no visible state; any number of threads may resize at once. The bytes are the same on every machine.</para>
/// </remarks>
public static class ImageResizer
{
    private const int C = Image.ChannelCount;

    /// <summary>Resizes a whole picture; its aspect changes where the sizes say so.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Columns wanted, 1 or more.</param>
    /// <param name="height">Rows wanted, 1 or more.</param>
    /// <param name="interpolation">How pixels are resampled.</param>
    /// <returns>A new picture.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A size is not positive, or the interpolation is none.</exception>
    public static Image Resize(Image source, int width, int height, Interpolation interpolation = Interpolation.Bilinear)
    {
        ArgumentNullException.ThrowIfNull(source);
        Image target = new(width, height);
        ResizeInto(source, ResizeWindow.Whole(width, height), interpolation, target.Pixels.Span, width * C);
        return target;
    }

    /// <summary>Resizes a part of a picture into memory.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="window">Which part of the resized picture.</param>
    /// <param name="interpolation">How pixels are resampled.</param>
    /// <param name="destination">Where the part's first pixel goes, and all after it.</param>
    /// <param name="stride">Bytes from one destination row to the next.</param>
    internal static void ResizeInto(Image source, ResizeWindow window, Interpolation interpolation, Span<byte> destination, int stride)
    {
        PixelRectangle region = window.RegionOf(source);
        if (window.FullWidth == region.Width && window.FullHeight == region.Height)
        {
            for (int y = 0; y < window.Height; y++)
            {
                source.Row(region.Top + window.Top + y).Slice((region.Left + window.Left) * C, window.Width * C).CopyTo(destination[(y * stride)..]);
            }

            return;
        }

        switch (interpolation)
        {
            case Interpolation.Bilinear or Interpolation.Bicubic:
                ResampleRows(source, window, interpolation, destination, stride);
                break;
            case Interpolation.TensorFlowBilinear:
                TensorFlowResampler.Resize(source, window, destination, stride);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "There is no such interpolation.");
        }
    }

    /// <summary>Resizes a whole picture to floats, 0 to 255, unrounded: TensorFlow 1's <c>resize_bilinear</c> as it is.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Columns wanted.</param>
    /// <param name="height">Rows wanted.</param>
    /// <param name="destination">[row][column][R, G, B].</param>
    internal static void ResizeToFloats(Image source, int width, int height, Span<float> destination) =>
        TensorFlowResampler.Resize(source, width, height, destination);

    private static void ResampleRows(Image source, ResizeWindow window, Interpolation interpolation, Span<byte> destination, int stride)
    {
        PixelRectangle region = window.RegionOf(source);
        using RowResampler resampler = new(region.Width, region.Height, window, interpolation) { OutputStride = stride };
        int sourceStride = source.Width * C;
        int count = resampler.SourceEnd - resampler.SourceStart;
        ReadOnlySpan<byte> rows = source.Pixels.Span[(((region.Top + resampler.SourceStart) * sourceStride) + (region.Left * C))..];
        resampler.Push(rows, sourceStride, count, destination);
    }
}
