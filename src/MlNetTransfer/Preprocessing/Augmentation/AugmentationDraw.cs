using System.Globalization;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>What was drawn for one view of one picture: every number that <see cref="Augmenter"/> needs to make it. The default value changes nothing.</summary>
public sealed record AugmentationDraw
{
    /// <summary>The plain picture, as the network sees it in prediction.</summary>
    public static AugmentationDraw Nothing { get; } = new();

    /// <summary>Whether left and right are swapped.</summary>
    public bool FlipHorizontally { get; init; }

    /// <summary>Whether top and bottom are swapped.</summary>
    public bool FlipVertically { get; init; }

    /// <summary>Turn counter-clockwise.</summary>
    /// <value>Degrees. The default value is 0.</value>
    public double Rotation { get; init; }

    /// <summary>Lean of vertical lines.</summary>
    /// <value>Degrees. The default value is 0.</value>
    public double Shear { get; init; }

    /// <summary>Lean of horizontal lines.</summary>
    /// <value>Degrees. The default value is 0.</value>
    public double VerticalShear { get; init; }

    /// <summary>Size beside the plain picture's.</summary>
    /// <value>Factor. The default value is 1.</value>
    public double Zoom { get; init; } = 1;

    /// <summary>Shift to the right.</summary>
    /// <value>Share of the network's width. The default value is 0.</value>
    public double HorizontalTranslation { get; init; }

    /// <summary>Shift down.</summary>
    /// <value>Share of the network's height. The default value is 0.</value>
    public double VerticalTranslation { get; init; }

    /// <summary>The part of the source picture that is seen.</summary>
    /// <value>In source pixels. The default value is null: all that the preprocessing shows.</value>
    public PixelRectangle? Crop { get; init; }

    /// <summary>Factor of all values.</summary>
    /// <value>The default value is 1.</value>
    public double Brightness { get; init; } = 1;

    /// <summary>Factor of the distance to the mean luma.</summary>
    /// <value>The default value is 1.</value>
    public double Contrast { get; init; } = 1;

    /// <summary>Factor of the distance to grey; 0 is grey.</summary>
    /// <value>The default value is 1.</value>
    public double Saturation { get; init; } = 1;

    /// <summary>Turn of hues.</summary>
    /// <value>Degrees. The default value is 0.</value>
    public double Hue { get; init; }

    /// <summary>High bits that are kept of each value.</summary>
    /// <value>1 to 8. The default value is 8: all.</value>
    public int PosterizeBits { get; init; } = 8;

    /// <summary>Values from here on are inverted.</summary>
    /// <value>0 to 256. The default value is 256: none.</value>
    public int SolarizeThreshold { get; init; } = 256;

    /// <summary>Whether each channel is stretched to 0 to 255.</summary>
    public bool AutoContrast { get; init; }

    /// <summary>Whether each channel's values are made equally frequent.</summary>
    public bool Equalize { get; init; }

    /// <summary>Sharpness: 0 is smooth, above 1 sharper.</summary>
    /// <value>The default value is 1.</value>
    public double Sharpness { get; init; } = 1;

    /// <summary>Standard deviation of a Gaussian blur.</summary>
    /// <value>In the network's pixels. The default value is 0: none.</value>
    public double Blur { get; init; }

    /// <summary>Standard deviation of Gaussian noise.</summary>
    /// <value>In levels. The default value is 0: none.</value>
    public double Noise { get; init; }

    /// <summary>Seed of the noise.</summary>
    public long NoiseSeed { get; init; }

    /// <summary>Quality of JPEG compression.</summary>
    /// <value>1 to 100. The default value is 0: none.</value>
    public int JpegQuality { get; init; }

    /// <summary>The rectangle that is erased.</summary>
    /// <value>In the network's pixels. The default value is null: none.</value>
    public PixelRectangle? Erased { get; init; }

    /// <summary>Whether pixels only move along the axes: a crop and flips at most, which the plain resizer does exactly.</summary>
    internal bool IsAxisAligned =>
        Rotation == 0 && Shear == 0 && VerticalShear == 0 && Zoom == 1 && HorizontalTranslation == 0 && VerticalTranslation == 0;

    /// <summary>The same view for a network of another size: what is measured in the network's pixels grows with it, everything else stays.</summary>
    /// <param name="drawnFor">What the view was drawn for.</param>
    /// <param name="wanted">The other network.</param>
    internal AugmentationDraw At(ImagePreprocessing drawnFor, ImagePreprocessing wanted)
    {
        double across = (double)wanted.Width / drawnFor.Width;
        double down = (double)wanted.Height / drawnFor.Height;
        return this with { Blur = Blur * Math.Sqrt(across * down), Erased = Erased is { } area ? Scaled(area) : null };

        PixelRectangle? Scaled(PixelRectangle area)
        {
            (int left, int width) = new PixelInterval(area.Left, area.Width).Scaled(across);
            (int top, int height) = new PixelInterval(area.Top, area.Height).Scaled(down);
            return width == 0 || height == 0 ? null : new PixelRectangle(left, top, width, height);
        }
    }

    /// <summary>Says what is changed, in words.</summary>
    /// <returns>One short text for each transform, such as <c>rotation 7.5 degrees</c>; none when nothing is changed.</returns>
    public IReadOnlyList<string> Describe()
    {
        List<string> parts = [];
        Add(parts, Crop is not null, $"crop {Crop?.Width}x{Crop?.Height} at {Crop?.Left},{Crop?.Top}");
        Add(parts, FlipHorizontally, $"horizontal flip");
        Add(parts, FlipVertically, $"vertical flip");
        Add(parts, Zoom != 1, $"zoom {Zoom:0.##}");
        Add(parts, Shear != 0, $"shear {Shear:0.#} degrees");
        Add(parts, VerticalShear != 0, $"vertical shear {VerticalShear:0.#} degrees");
        Add(parts, Rotation != 0, $"rotation {Rotation:0.#} degrees");
        Add(parts, HorizontalTranslation != 0, $"moved right by {HorizontalTranslation:0.00} of the width");
        Add(parts, VerticalTranslation != 0, $"moved down by {VerticalTranslation:0.00} of the height");
        Add(parts, Brightness != 1, $"brightness {Brightness:0.##}");
        Add(parts, Contrast != 1, $"contrast {Contrast:0.##}");
        Add(parts, Saturation != 1, Saturation == 0 ? $"grey" : (FormattableString)$"saturation {Saturation:0.##}");
        Add(parts, Hue != 0, $"hue {Hue:0.#} degrees");
        Add(parts, PosterizeBits < 8, $"posterize to {PosterizeBits} bits");
        Add(parts, SolarizeThreshold <= byte.MaxValue, $"solarize from {SolarizeThreshold}");
        Add(parts, AutoContrast, $"auto contrast");
        Add(parts, Equalize, $"equalize");
        Add(parts, Sharpness != 1, $"sharpness {Sharpness:0.##}");
        Add(parts, Blur > 0, $"blur {Blur:0.##} px");
        Add(parts, Noise > 0, $"noise {Noise:0.#} levels");
        Add(parts, JpegQuality > 0, $"JPEG quality {JpegQuality}");
        Add(parts, Erased is not null, $"erased {Erased?.Width}x{Erased?.Height} at {Erased?.Left},{Erased?.Top}");
        return parts;
    }

    private static void Add(List<string> parts, bool happens, FormattableString text)
    {
        if (happens)
        {
            parts.Add(text.ToString(CultureInfo.InvariantCulture));
        }
    }
}
