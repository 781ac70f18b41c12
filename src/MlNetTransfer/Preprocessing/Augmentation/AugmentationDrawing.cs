using MlNetTransfer.Imaging;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>Draws the numbers of one view.</summary>
/// <remarks>
/// Each transform takes its share of random numbers whether it happens or not, and crop, erasing and TrivialAugment have streams of their own, so that switching one on
/// leaves the others as they were.
/// </remarks>
internal static class AugmentationDrawing
{
    private const int CropAttempts = 10;
    private const long CropStream = 1;
    private const long ErasingStream = 2;
    private const long TrivialStream = 3;

    /// <summary>Draws.</summary>
    /// <param name="options">What may happen.</param>
    /// <param name="preprocessing">What the network sees.</param>
    /// <param name="source">Size of the picture.</param>
    /// <param name="key">Which view.</param>
    internal static AugmentationDraw Draw(AugmentationOptions options, ImagePreprocessing preprocessing, (int Width, int Height) source, AugmentationKey key)
    {
        SeededRandom random = SeededRandom.Derive(key.Seed, key.Epoch, key.PictureIndex);
        AugmentationDraw draw = new()
        {
            FlipHorizontally = Happens(random, options.HorizontalFlip),
            FlipVertically = Happens(random, options.VerticalFlip),
            Rotation = Value(random, options.Rotation, 0),
            Shear = Value(random, options.Shear, 0),
            VerticalShear = Value(random, options.VerticalShear, 0),
            Zoom = Value(random, options.Zoom, 1),
            HorizontalTranslation = Value(random, options.HorizontalTranslation, 0),
            VerticalTranslation = Value(random, options.VerticalTranslation, 0),
            Brightness = Value(random, options.Brightness, 1),
            Contrast = Value(random, options.Contrast, 1),
            Saturation = Value(random, options.Saturation, 1) * (Happens(random, options.Grey) ? 0 : 1),
            Hue = Value(random, options.Hue, 0),
            Blur = Value(random, options.Blur, 0),
            Noise = Value(random, options.Noise, 0),
            NoiseSeed = (long)random.NextUInt64(),
            JpegQuality = (int)Math.Round(Value(random, options.JpegQuality, 0)),
            Crop = Crop(Stream(key, CropStream), options, preprocessing, source),
            Erased = Erase(Stream(key, ErasingStream), options, preprocessing),
        };
        SeededRandom trivial = Stream(key, TrivialStream);
        return Happens(trivial, options.TrivialAugment) ? TrivialAugmentSpace.Add(draw, trivial) : draw;
    }

    private static SeededRandom Stream(AugmentationKey key, long stream) => SeededRandom.Derive(key.Seed, key.Epoch, key.PictureIndex, stream);

    private static bool Happens(SeededRandom random, double probability) => random.NextDouble() < probability;

    private static double Value(SeededRandom random, AugmentationRange range, double otherwise)
    {
        bool happens = Happens(random, range.Probability);
        double share = random.NextDouble();
        return happens ? range.Low + (share * (range.High - range.Low)) : otherwise;
    }

    /// <summary>A ratio whose logarithm is uniform.</summary>
    private static double Ratio(SeededRandom random, AugmentationRange range) =>
        Math.Exp(Math.Log(range.Low) + (random.NextDouble() * (Math.Log(range.High) - Math.Log(range.Low))));

    /// <summary>torchvision's RandomResizedCrop: ten tries for a rectangle that fits, then the largest one of a permitted shape in the middle.</summary>
    private static PixelRectangle? Crop(SeededRandom random, AugmentationOptions options, ImagePreprocessing preprocessing, (int Width, int Height) source)
    {
        if (!Happens(random, options.CropArea.Probability))
        {
            return null;
        }

        // A network that sees whole pictures gets crops of the picture's shape; one that sees an undistorted cut-out gets crops of its own shape.
        double shape = preprocessing.ResizeMode == ResizeMode.CenterCrop
            ? (double)preprocessing.Width / preprocessing.Height
            : (double)source.Width / source.Height;
        for (int i = 0; i < CropAttempts; i++)
        {
            double share = options.CropArea.Low + (random.NextDouble() * (options.CropArea.High - options.CropArea.Low));
            double ratio = shape * Ratio(random, options.CropAspect);
            double area = share * source.Width * source.Height;
            (int width, int height) = (Side(Math.Sqrt(area * ratio)), Side(Math.Sqrt(area / ratio)));
            if (width <= source.Width && height <= source.Height)
            {
                return new PixelRectangle(random.NextInt32(source.Width - width + 1), random.NextInt32(source.Height - height + 1), width, height);
            }
        }

        double own = (double)source.Width / source.Height;
        double nearest = Math.Clamp(own, shape * options.CropAspect.Low, shape * options.CropAspect.High);
        int wide = Math.Min(source.Width, Side(source.Height * nearest));
        int high = Math.Min(source.Height, Side(source.Width / nearest));
        return new PixelRectangle((source.Width - wide) / 2, (source.Height - high) / 2, wide, high);
    }

    private static PixelRectangle? Erase(SeededRandom random, AugmentationOptions options, ImagePreprocessing preprocessing)
    {
        if (!Happens(random, options.ErasingArea.Probability))
        {
            return null;
        }

        double share = options.ErasingArea.Low + (random.NextDouble() * (options.ErasingArea.High - options.ErasingArea.Low));
        double ratio = Ratio(random, options.ErasingAspect);
        double area = share * preprocessing.Width * preprocessing.Height;
        int width = Math.Min(Side(Math.Sqrt(area * ratio)), preprocessing.Width);
        int height = Math.Min(Side(Math.Sqrt(area / ratio)), preprocessing.Height);
        return new PixelRectangle(
            random.NextInt32(preprocessing.Width - width + 1), random.NextInt32(preprocessing.Height - height + 1), width, height);
    }

    private static int Side(double length) => Math.Max((int)Math.Round(length), 1);
}
