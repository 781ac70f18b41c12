namespace MlNetTransfer.Imaging;

/// <summary>Decoded picture: 8-bit red, green, blue, upright.</summary>
/// <remarks><b>Layout</b>: [row][column][R, G, B], no padding. The pixels may be changed by their owner.</remarks>
public sealed class Image
{
    /// <summary>Bytes of one pixel.</summary>
    public const int ChannelCount = 3;

    /// <summary>Makes a black picture.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    public Image(int width, int height)
        : this(width, height, new byte[checked(Positive(width) * Positive(height) * ChannelCount)])
    {
    }

    /// <summary>Takes over pixels.</summary>
    /// <param name="width">Columns, 1 or more.</param>
    /// <param name="height">Rows, 1 or more.</param>
    /// <param name="pixels">Exactly width x height x 3 bytes; not copied.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public Image(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        int expected = checked(Positive(width) * Positive(height) * ChannelCount);
        if (pixels.Length != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A {width}x{height} picture takes {expected} bytes, got {pixels.Length}."), nameof(pixels));
        }

        Width = width;
        Height = height;
        Pixels = pixels;
    }

    /// <summary>Borrows memory: the first width x height x 3 bytes of it.</summary>
    internal Image(int width, int height, Memory<byte> memory)
    {
        Width = width;
        Height = height;
        Pixels = memory[..checked(Positive(width) * Positive(height) * ChannelCount)];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The pixels, row by row.</summary>
    public Memory<byte> Pixels { get; }

    /// <summary>One row of pixels.</summary>
    /// <param name="y">Row, 0 is the top.</param>
    /// <returns>width x 3 bytes.</returns>
    public Span<byte> Row(int y) => Pixels.Span.Slice(checked(y * Width * ChannelCount), Width * ChannelCount);

    private static int Positive(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        return value;
    }
}
