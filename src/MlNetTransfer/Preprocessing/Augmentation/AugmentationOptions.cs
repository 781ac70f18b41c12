using System.Globalization;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>What may be changed in a training picture, how much and how often. For training pictures only: never for validation or test.</summary>
/// <remarks>
/// <para>Geometry acts on the picture as the network would see it, about its centre: flips, zoom, shear, rotation, translation, in this order and in one resampling.
/// A random crop comes before. Then colours (brightness, contrast, saturation, hue, grey in one pass), blur, noise, JPEG's losses and an erased rectangle.</para>
/// <para>Values are copied when an <see cref="Augmenter"/> is made, and checked then.</para>
/// </remarks>
public sealed record AugmentationOptions
{
    /// <summary>Nothing is changed.</summary>
    public static AugmentationOptions None { get; } = new();

    /// <summary>Mirror images, mild crops, slight changes of light: about the cost of a plain resize.</summary>
    public static AugmentationOptions Light { get; } = new()
    {
        HorizontalFlip = 0.5,
        CropArea = new(0.65, 1),
        CropAspect = new(0.87, 1.15),
        Brightness = AugmentationRange.Around(1, 0.1),
        Contrast = AugmentationRange.Around(1, 0.1),
    };

    /// <summary>Stronger crops, small turns, changes of colour, now and then blur or an erased rectangle.</summary>
    public static AugmentationOptions Medium { get; } = new()
    {
        HorizontalFlip = 0.5,
        Rotation = AugmentationRange.Around(0, 10, 0.5),
        Shear = AugmentationRange.Around(0, 5, 0.25),
        CropArea = new(0.4, 1),
        CropAspect = new(0.75, 4.0 / 3),
        Brightness = AugmentationRange.Around(1, 0.2),
        Contrast = AugmentationRange.Around(1, 0.2),
        Saturation = AugmentationRange.Around(1, 0.2),
        Hue = AugmentationRange.Around(0, 8, 0.5),
        Grey = 0.05,
        Blur = new(0.3, 1, 0.1),
        ErasingArea = new(0.02, 0.15, 0.15),
    };

    /// <summary>Everything, for small sets of very different pictures and long training.</summary>
    public static AugmentationOptions Heavy { get; } = new()
    {
        HorizontalFlip = 0.5,
        Rotation = AugmentationRange.Around(0, 25, 0.7),
        Shear = AugmentationRange.Around(0, 10, 0.5),
        VerticalShear = AugmentationRange.Around(0, 5, 0.25),
        HorizontalTranslation = AugmentationRange.Around(0, 0.1, 0.5),
        VerticalTranslation = AugmentationRange.Around(0, 0.1, 0.5),
        CropArea = new(0.2, 1),
        CropAspect = new(0.75, 4.0 / 3),
        Brightness = AugmentationRange.Around(1, 0.4),
        Contrast = AugmentationRange.Around(1, 0.4),
        Saturation = AugmentationRange.Around(1, 0.4),
        Hue = AugmentationRange.Around(0, 20, 0.8),
        Grey = 0.1,
        Blur = new(0.3, 2, 0.2),
        Noise = new(2, 12, 0.2),
        JpegQuality = new(30, 90, 0.15),
        ErasingArea = new(0.02, 0.25, 0.3),
    };

    /// <summary>Mirror images, crops, and one random transform of random strength a picture: nothing to tune.</summary>
    /// <remarks><b>Source</b>: Mueller and Hutter 2021, "TrivialAugment: tuning-free yet state-of-the-art data augmentation", the wide space.</remarks>
    public static AugmentationOptions Trivial { get; } = new()
    {
        HorizontalFlip = 0.5,
        CropArea = new(0.5, 1),
        CropAspect = new(0.75, 4.0 / 3),
        TrivialAugment = 1,
    };

    /// <summary>How often left and right are swapped.</summary>
    /// <value>Probability, 0 to 1. The default value is 0.</value>
    public double HorizontalFlip { get; init; }

    /// <summary>How often top and bottom are swapped.</summary>
    /// <value>Probability, 0 to 1. The default value is 0.</value>
    public double VerticalFlip { get; init; }

    /// <summary>Turns counter-clockwise.</summary>
    /// <value>Degrees, -180 to 180. The default value is never.</value>
    public AugmentationRange Rotation { get; init; }

    /// <summary>Leans vertical lines.</summary>
    /// <value>Degrees, -60 to 60. The default value is never.</value>
    public AugmentationRange Shear { get; init; }

    /// <summary>Leans horizontal lines.</summary>
    /// <value>Degrees, -60 to 60. The default value is never.</value>
    public AugmentationRange VerticalShear { get; init; }

    /// <summary>Makes the picture larger (above 1) or smaller (below 1).</summary>
    /// <value>Factor, 0.1 to 10. The default value is never.</value>
    public AugmentationRange Zoom { get; init; }

    /// <summary>Moves the picture to the right (negative: to the left).</summary>
    /// <value>Share of the network's width, -1 to 1. The default value is never.</value>
    public AugmentationRange HorizontalTranslation { get; init; }

    /// <summary>Moves the picture down (negative: up).</summary>
    /// <value>Share of the network's height, -1 to 1. The default value is never.</value>
    public AugmentationRange VerticalTranslation { get; init; }

    /// <summary>Random resized crop: the share of the picture's area that a rectangle at a random place keeps.</summary>
    /// <value>Share, 0.01 to 1. The default value is never.</value>
    public AugmentationRange CropArea { get; init; }

    /// <summary>Distortion of a crop beside what the network sees otherwise: above 1 shows it narrower. Logarithms are equally likely; the probability is <see cref="CropArea"/>'s.</summary>
    /// <value>Factor, 0.1 to 10. The default value is 3/4 to 4/3.</value>
    public AugmentationRange CropAspect { get; init; } = new(0.75, 4.0 / 3);

    /// <summary>Multiplies all values.</summary>
    /// <value>Factor, 0 to 3; 1 changes nothing. The default value is never.</value>
    public AugmentationRange Brightness { get; init; }

    /// <summary>Multiplies the distance to the picture's mean luma.</summary>
    /// <value>Factor, 0 to 3; 1 changes nothing. The default value is never.</value>
    public AugmentationRange Contrast { get; init; }

    /// <summary>Multiplies the distance to each pixel's own grey.</summary>
    /// <value>Factor, 0 to 3; 1 changes nothing. The default value is never.</value>
    public AugmentationRange Saturation { get; init; }

    /// <summary>Turns hues; luma stays.</summary>
    /// <value>Degrees, -180 to 180. The default value is never.</value>
    public AugmentationRange Hue { get; init; }

    /// <summary>How often all colour is taken away.</summary>
    /// <value>Probability, 0 to 1. The default value is 0.</value>
    public double Grey { get; init; }

    /// <summary>Gaussian blur of the network's picture.</summary>
    /// <value>Standard deviation in the network's pixels, 0.1 to 20. The default value is never.</value>
    public AugmentationRange Blur { get; init; }

    /// <summary>Gaussian noise on each value.</summary>
    /// <value>Standard deviation in levels of 0 to 255, 0 to 128. The default value is never.</value>
    public AugmentationRange Noise { get; init; }

    /// <summary>JPEG's losses: the network's picture is encoded and decoded (some milliseconds).</summary>
    /// <value>Quality on libjpeg's scale, 1 to 100. The default value is never.</value>
    public AugmentationRange JpegQuality { get; init; }

    /// <summary>Fills a random rectangle with the network's mean colour (0 after normalisation).</summary>
    /// <value>Share of the area, 0.001 to 0.9. The default value is never.</value>
    public AugmentationRange ErasingArea { get; init; }

    /// <summary>Width / height of the erased rectangle; logarithms are equally likely. The probability is <see cref="ErasingArea"/>'s.</summary>
    /// <value>Ratio, 0.1 to 10. The default value is 0.3 to 3.3.</value>
    public AugmentationRange ErasingAspect { get; init; } = new(0.3, 3.3);

    /// <summary>How often one transform of TrivialAugment's wide space is done besides.</summary>
    /// <value>Probability, 0 to 1. The default value is 0.</value>
    public double TrivialAugment { get; init; }

    /// <summary>What is seen outside of the picture. Where the network's own preprocessing adds bars, their colour is seen instead.</summary>
    /// <value>The default value is <see cref="BorderFill.Reflect"/>.</value>
    public BorderFill Border { get; init; } = BorderFill.Reflect;

    /// <summary>Colour of <see cref="BorderFill.Color"/>.</summary>
    /// <value>The default value is black.</value>
    public Rgb BorderColor { get; init; }

    /// <summary>A stable text that tells all values apart, for option hashes.</summary>
    public string Fingerprint => string.Join(';', ["augmentation-v1", .. AugmentationChecks.Describe(this), Invariant($"{Border}:{BorderColor.Red:x2}{BorderColor.Green:x2}{BorderColor.Blue:x2}")]);

    /// <summary>Names of the presets.</summary>
    public static IReadOnlyList<string> PresetNames { get; } = ["none", "light", "medium", "heavy", "trivial"];

    /// <summary>Finds a preset.</summary>
    /// <param name="name">One of <see cref="PresetNames"/>, in any case.</param>
    /// <returns>The preset.</returns>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static AugmentationOptions FromPreset(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.ToUpperInvariant() switch
        {
            "NONE" => None,
            "LIGHT" => Light,
            "MEDIUM" => Medium,
            "HEAVY" => Heavy,
            "TRIVIAL" => Trivial,
            _ => throw new ArgumentException($"There is no augmentation preset '{name}'; expected {string.Join(", ", PresetNames)}.", nameof(name)),
        };
    }

    /// <summary>Checks all values.</summary>
    /// <returns>One sentence for each problem, none when all is well.</returns>
    public IReadOnlyList<string> FindProblems() => AugmentationChecks.FindProblems(this);

    /// <summary>Throws when a value is wrong, with all problems in one message.</summary>
    /// <exception cref="ArgumentException">At least one value is wrong.</exception>
    public void ThrowIfInvalid()
    {
        IReadOnlyList<string> problems = FindProblems();
        if (problems.Count > 0)
        {
            throw new ArgumentException("The augmentation is not usable: " + string.Join(' ', problems));
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
