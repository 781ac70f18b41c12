using System.Runtime.CompilerServices;
using MlNetTransfer.Imaging.Codecs;

namespace MlNetTransfer.Imaging.Adjustments;

/// <summary>Flips, filled rectangles and JPEG's losses, in place.</summary>
internal static class PixelMoves
{
    private const int C = Image.ChannelCount;

    /// <summary>Swaps left and right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FlipHorizontally(Span<byte> picture, int width)
    {
        for (Span<byte> rest = picture; rest.Length >= width * C; rest = rest[(width * C)..])
        {
            // All bytes backwards, then each pixel's blue and red back into their places.
            Span<byte> row = rest[..(width * C)];
            row.Reverse();
            for (Span<byte> pixels = row; pixels.Length >= C; pixels = pixels[C..])
            {
                (pixels[2], pixels[0]) = (pixels[0], pixels[2]);
            }
        }
    }

    /// <summary>Swaps top and bottom.</summary>
    internal static void FlipVertically(Span<byte> pixels, int width)
    {
        int size = width * C;
        Span<byte> saved = size <= 4096 ? stackalloc byte[size] : new byte[size];
        for (int top = 0, bottom = pixels.Length - size; top < bottom; top += size, bottom -= size)
        {
            pixels.Slice(top, size).CopyTo(saved);
            pixels.Slice(bottom, size).CopyTo(pixels[top..]);
            saved.CopyTo(pixels[bottom..]);
        }
    }

    /// <summary>Fills a rectangle with a colour.</summary>
    internal static void Fill(Span<byte> pixels, int width, PixelRectangle area, Rgb color)
    {
        for (int y = area.Top; y < area.Top + area.Height; y++)
        {
            Span<byte> row = pixels.Slice(((y * width) + area.Left) * C, area.Width * C);
            for (int i = 0; i < row.Length; i += C)
            {
                (row[i], row[i + 1], row[i + 2]) = (color.Red, color.Green, color.Blue);
            }
        }
    }

    /// <summary>Writes and reads a baseline JPEG with halved colour detail.</summary>
    /// <param name="pixels">Changed in place.</param>
    /// <param name="width">Columns.</param>
    /// <param name="quality">1 to 100 on libjpeg's scale.</param>
    internal static void CompressAsJpeg(Span<byte> pixels, int width, int quality)
    {
        Image image = new(width, pixels.Length / (width * C), pixels.ToArray());
        byte[] encoded = JpegEncoder.Encode(image, new JpegEncodeOptions { Quality = quality });
        ImageDecoder.DecodeOrThrow(encoded, DecodeOptions.Default).Pixels.Span.CopyTo(pixels);
    }
}
