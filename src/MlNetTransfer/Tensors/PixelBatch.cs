namespace MlNetTransfer.Tensors;

/// <summary>Pictures of one size, the unit of exchange between preprocessing and execution.</summary>
/// <remarks>
/// <para><b>Layout</b>: [picture][row][column][R, G, B], one byte each (or one 32-bit float in the machine's byte order), no padding between rows or pictures.</para>
/// <para>Normalisation to floats is the first step of a network's plan, so that a device receives a quarter of the bytes.</para>
/// <para><b>Ownership</b>: the batch views the memory it is given; the giver keeps it unchanged until the run returns.</para>
/// </remarks>
public readonly struct PixelBatch
{
    /// <summary>Bytes of one pixel: red, green, blue.</summary>
    public const int ChannelCount = 3;

    /// <summary>Views pixels as a batch.</summary>
    /// <param name="pixels">Exactly <paramref name="count"/> x <paramref name="height"/> x <paramref name="width"/> x 3 samples.</param>
    /// <param name="count">Number of pictures, 1 or more.</param>
    /// <param name="height">Rows of each picture.</param>
    /// <param name="width">Columns of each picture.</param>
    /// <param name="samples">What a sample is.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public PixelBatch(ReadOnlyMemory<byte> pixels, int count, int height, int width, PixelSamples samples = PixelSamples.Bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        long expected = checked((long)count * height * width * ChannelCount * BytesPerSample(samples));
        if (pixels.Length != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{count} pictures of {width}x{height} take {expected} bytes, got {pixels.Length}."), nameof(pixels));
        }

        Pixels = pixels;
        Count = count;
        Height = height;
        Width = width;
        Samples = samples;
    }

    /// <summary>The pixels.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>Number of pictures.</summary>
    public int Count { get; }

    /// <summary>Rows of each picture.</summary>
    public int Height { get; }

    /// <summary>Columns of each picture.</summary>
    public int Width { get; }

    /// <summary>What a sample is.</summary>
    /// <value>Bytes, unless the preprocessing asks for unrounded floats.</value>
    public PixelSamples Samples { get; }

    /// <summary>Bytes that one sample takes.</summary>
    internal static int BytesPerSample(PixelSamples samples) => samples == PixelSamples.Floats ? sizeof(float) : sizeof(byte);
}
