using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Adjustments;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>Makes random views of training pictures: from a decoded picture straight to the network's rectangle of bytes, one resampling a picture.</summary>
/// <remarks>
/// <para><b>Reproducible</b>: a view is a pure function of the options, the preprocessing, the picture and the <see cref="AugmentationKey"/>. All pixel arithmetic is in integers.</para>
/// <para><b>Threading</b>: immutable; any number of threads. Large scratch memory is pooled, but JPEG's losses allocate.</para>
/// <para>For training pictures only; validation and test pictures go through <see cref="ImagePreprocessor"/>.</para>
/// </remarks>
public sealed class Augmenter
{
    private readonly Rgb _meanColor;

    private Augmenter(AugmentationOptions options, ImagePreprocessing preprocessing)
    {
        Options = options;
        Preprocessing = preprocessing;
        IReadOnlyList<float> mean = preprocessing.Normalization.Mean;
        _meanColor = new Rgb(ToByte(mean[0]), ToByte(mean[1]), ToByte(mean[2]));
    }

    /// <summary>What may happen.</summary>
    public AugmentationOptions Options { get; }

    /// <summary>What the network sees.</summary>
    public ImagePreprocessing Preprocessing { get; }

    /// <summary>Makes an augmenter.</summary>
    /// <param name="options">What may happen.</param>
    /// <param name="preprocessing">What the network sees.</param>
    /// <returns>The augmenter.</returns>
    /// <exception cref="ArgumentException">Options or preprocessing are not valid; the message lists all problems.</exception>
    public static Augmenter Create(AugmentationOptions options, ImagePreprocessing preprocessing)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(preprocessing);
        options.ThrowIfInvalid();
        preprocessing.ThrowIfInvalid();
        if (preprocessing.Samples != PixelSamples.Bytes)
        {
            throw new ArgumentException("Augmentation works on bytes; the preprocessing keeps floats, as only models that ML.NET trained do. Set Samples to Bytes.", nameof(preprocessing));
        }

        return new Augmenter(options, preprocessing);
    }

    /// <summary>Draws what a view will be, without making it.</summary>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="key">Which view.</param>
    /// <returns>All numbers of the view.</returns>
    public AugmentationDraw Draw(int width, int height, AugmentationKey key)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        return AugmentationDrawing.Draw(Options, Preprocessing, (width, height), key);
    }

    /// <summary>Makes a random view.</summary>
    /// <param name="picture">The picture, upright.</param>
    /// <param name="key">Which view.</param>
    /// <param name="destination">Exactly height x width x 3 bytes: [row][column][R, G, B].</param>
    /// <returns>What was drawn.</returns>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    public AugmentationDraw Apply(Image picture, AugmentationKey key, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(picture);
        AugmentationDraw draw = Draw(picture.Width, picture.Height, key);
        Apply(picture, draw, destination);
        return draw;
    }

    /// <summary>Makes a view that was drawn before, or written by hand.</summary>
    /// <param name="picture">The picture, upright.</param>
    /// <param name="draw">The view. A crop lies within the picture, an erased rectangle within the network's.</param>
    /// <param name="destination">Exactly height x width x 3 bytes: [row][column][R, G, B].</param>
    /// <exception cref="ArgumentException">The destination has another size, or a rectangle is not inside.</exception>
    public void Apply(Image picture, AugmentationDraw draw, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(draw);
        int expected = Preprocessing.Width * Preprocessing.Height * Image.ChannelCount;
        if (destination.Length != expected)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"{Preprocessing.Width}x{Preprocessing.Height} pixels take {expected} bytes, got {destination.Length}."), nameof(destination));
        }

        CheckInside(draw.Crop, picture.Width, picture.Height, nameof(draw.Crop));
        CheckInside(draw.Erased, Preprocessing.Width, Preprocessing.Height, nameof(draw.Erased));
        AugmentationGeometry.Render(picture, draw, this, destination);
        AdjustColors(draw, destination);
        Degrade(draw, destination);
    }

    private static void AdjustColors(AugmentationDraw draw, Span<byte> pixels)
    {
        if (draw.Brightness != 1 || draw.Contrast != 1 || draw.Saturation != 1 || draw.Hue != 0)
        {
            ColorMatrix matrix = ColorMatrix.Brightness(draw.Brightness);
            if (draw.Contrast != 1)
            {
                (double red, double green, double blue) = ColorMatrix.Means(pixels);
                matrix = matrix.Then(ColorMatrix.Contrast(draw.Contrast, matrix.LumaOf(red, green, blue)));
            }

            matrix = draw.Hue == 0 ? matrix : matrix.Then(ColorMatrix.Hue(draw.Hue));
            matrix = draw.Saturation == 1 ? matrix : matrix.Then(ColorMatrix.Saturation(draw.Saturation));
            matrix.Apply(pixels);
        }

        if (draw.PosterizeBits < 8)
        {
            ByteTables.Posterize(pixels, draw.PosterizeBits);
        }

        if (draw.SolarizeThreshold <= byte.MaxValue)
        {
            ByteTables.Solarize(pixels, draw.SolarizeThreshold);
        }

        if (draw.AutoContrast)
        {
            ByteTables.StretchContrast(pixels);
        }

        if (draw.Equalize)
        {
            ByteTables.Equalize(pixels);
        }
    }

    private static void CheckInside(PixelRectangle? area, int width, int height, string name)
    {
        if (area is { } a && (a.Left < 0 || a.Top < 0 || a.Width < 1 || a.Height < 1 || a.Width > width - a.Left || a.Height > height - a.Top))
        {
            throw new ArgumentException(FormattableString.Invariant($"{name} is {a.Width}x{a.Height} at {a.Left},{a.Top}, expected a rectangle within {width}x{height}."));
        }
    }

    private static byte ToByte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, byte.MaxValue);

    private void Degrade(AugmentationDraw draw, Span<byte> pixels)
    {
        int width = Preprocessing.Width;
        if (draw.Sharpness != 1)
        {
            SpatialFilter.Sharpen(pixels, width, draw.Sharpness);
        }

        if (draw.Blur > 0)
        {
            SpatialFilter.Blur(pixels, width, draw.Blur);
        }

        if (draw.Noise > 0)
        {
            PixelNoise.Add(pixels, draw.Noise, new SeededRandom(draw.NoiseSeed));
        }

        if (draw.JpegQuality > 0)
        {
            PixelMoves.CompressAsJpeg(pixels, width, draw.JpegQuality);
        }

        if (draw.Erased is { } erased)
        {
            PixelMoves.Fill(pixels, width, erased, _meanColor);
        }
    }
}
