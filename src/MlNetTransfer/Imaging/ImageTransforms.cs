using System.Buffers.Binary;

namespace MlNetTransfer.Imaging;

/// <summary>Crops, flips and quarter turns: pixels move, none is changed.</summary>
/// <remarks>Every method returns a new picture and leaves its argument as it is.</remarks>
public static class ImageTransforms
{
    private const int C = Image.ChannelCount;
    private const int TileSize = 32;

    /// <summary>Cuts a rectangle out.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="left">First column.</param>
    /// <param name="top">First row.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <returns>The rectangle.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or not inside the picture.</exception>
    public static Image Crop(Image source, int left, int top, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(left);
        ArgumentOutOfRangeException.ThrowIfNegative(top);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, source.Width - left);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, source.Height - top);
        Image target = new(width, height);
        for (int y = 0; y < height; y++)
        {
            source.Row(top + y).Slice(left * C, width * C).CopyTo(target.Row(y));
        }

        return target;
    }

    /// <summary>Swaps left and right.</summary>
    /// <param name="source">The picture.</param>
    /// <returns>Its mirror image.</returns>
    public static Image FlipHorizontally(Image source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Image target = new(source.Width, source.Height);
        for (int y = 0; y < source.Height; y++)
        {
            ReverseRow(source.Row(y), target.Row(y));
        }

        return target;
    }

    /// <summary>Swaps top and bottom.</summary>
    /// <param name="source">The picture.</param>
    /// <returns>Its mirror image.</returns>
    public static Image FlipVertically(Image source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Image target = new(source.Width, source.Height);
        for (int y = 0; y < source.Height; y++)
        {
            source.Row(y).CopyTo(target.Row(source.Height - 1 - y));
        }

        return target;
    }

    /// <summary>Turns by half a turn.</summary>
    /// <param name="source">The picture.</param>
    /// <returns>The turned picture.</returns>
    public static Image Rotate180(Image source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Image target = new(source.Width, source.Height);
        for (int y = 0; y < source.Height; y++)
        {
            ReverseRow(source.Row(y), target.Row(source.Height - 1 - y));
        }

        return target;
    }

    /// <summary>Swaps rows and columns: the pixel at (x, y) goes to (y, x).</summary>
    /// <param name="source">The picture.</param>
    /// <returns>A picture of swapped width and height.</returns>
    public static Image Transpose(Image source) => TurnOver(source, fromBottom: false, fromRight: false);

    /// <summary>Turns clockwise by a quarter turn.</summary>
    /// <param name="source">The picture.</param>
    /// <returns>A picture of swapped width and height.</returns>
    public static Image RotateClockwise(Image source) => TurnOver(source, fromBottom: true, fromRight: false);

    /// <summary>Turns counter-clockwise by a quarter turn.</summary>
    /// <param name="source">The picture.</param>
    /// <returns>A picture of swapped width and height.</returns>
    public static Image RotateCounterclockwise(Image source) => TurnOver(source, fromBottom: false, fromRight: true);

    /// <summary>Puts a picture upright that was stored in an EXIF orientation.</summary>
    /// <param name="source">The picture as stored.</param>
    /// <param name="orientation">EXIF's orientation; values outside of 2 to 8 change nothing.</param>
    /// <returns>The upright picture; <paramref name="source"/> itself where nothing is to be done.</returns>
    /// <remarks><b>Source</b>: EXIF 2.32 section 4.6.4, Orientation: which side of the scene the stored row 0 and column 0 are.</remarks>
    public static Image PutUpright(Image source, int orientation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return orientation switch
        {
            2 => FlipHorizontally(source),
            3 => Rotate180(source),
            4 => FlipVertically(source),
            5 => Transpose(source),
            6 => RotateClockwise(source),
            7 => TurnOver(source, fromBottom: true, fromRight: true),
            8 => RotateCounterclockwise(source),
            _ => source,
        };
    }

    private static void ReverseRow(ReadOnlySpan<byte> source, Span<byte> target)
    {
        for (int from = 0, to = target.Length - C; to >= 0; from += C, to -= C)
        {
            CopyPixel(source[from..], target[to..]);
        }
    }

    /// <summary>Target row y is source column y (from the right: the last first), target column x source row x (from the bottom: the last first).</summary>
    private static Image TurnOver(Image source, bool fromBottom, bool fromRight)
    {
        ArgumentNullException.ThrowIfNull(source);
        int width = source.Height;
        int height = source.Width;
        Image target = new(width, height);
        ReadOnlySpan<byte> from = source.Pixels.Span;
        Span<byte> to = target.Pixels.Span;

        // Tiles keep the column-wise reads within the first cache.
        for (int top = 0; top < height; top += TileSize)
        {
            for (int left = 0; left < width; left += TileSize)
            {
                int bottom = Math.Min(top + TileSize, height);
                int right = Math.Min(left + TileSize, width);
                for (int y = top; y < bottom; y++)
                {
                    int column = fromRight ? height - 1 - y : y;
                    for (int x = left; x < right; x++)
                    {
                        int row = fromBottom ? width - 1 - x : x;
                        CopyPixel(from[(((row * height) + column) * C)..], to[(((y * width) + x) * C)..]);
                    }
                }
            }
        }

        return target;
    }

    private static void CopyPixel(ReadOnlySpan<byte> from, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, BinaryPrimitives.ReadUInt16LittleEndian(from));
        to[2] = from[2];
    }
}
