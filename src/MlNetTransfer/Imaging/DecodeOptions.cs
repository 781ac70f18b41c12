namespace MlNetTransfer.Imaging;

/// <summary>How pictures are decoded, and the limits that are checked before anything is allocated.</summary>
public sealed record DecodeOptions
{
    /// <summary>The default options.</summary>
    public static DecodeOptions Default { get; } = new();

    /// <summary>Largest encoded size.</summary>
    /// <value>In bytes. The default value is 64 MiB.</value>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>Largest number of pixels.</summary>
    /// <value>The default value is 100 million.</value>
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Largest width and height.</summary>
    /// <value>In pixels. The default value is 65,500, libjpeg's own limit.</value>
    public int MaxDimension { get; init; } = 65_500;

    /// <summary>Largest number of scans of a progressive JPEG.</summary>
    /// <value>The default value is 100.</value>
    public int MaxScans { get; init; } = 100;

    /// <summary>Whether EXIF orientation is applied, so that the picture stands upright.</summary>
    /// <value>The default value is true.</value>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>Colour under transparent pixels; null drops alpha and keeps the stored colours, as Pillow's <c>convert("RGB")</c> does.</summary>
    /// <value>The default value is null.</value>
    public Rgb? Background { get; init; }

    /// <summary>JPEG's inverse transform.</summary>
    /// <value>The default value is <see cref="Imaging.InverseDct.Accurate"/>.</value>
    public InverseDct InverseDct { get; init; } = InverseDct.Accurate;

    /// <summary>Columns of the upright picture that are enough; a JPEG may then be decoded at 1/2, 1/4 or 1/8, as long as both sides stay that long.</summary>
    /// <remarks>The pixels are those of Pillow's <c>draft</c> mode: a smaller picture, not a resized one. Takes effect where <see cref="MinimumHeight"/> is set too.</remarks>
    /// <value>In pixels. The default value is 0: full size.</value>
    public int MinimumWidth { get; init; }

    /// <summary>Rows of the upright picture that are enough; see <see cref="MinimumWidth"/>.</summary>
    /// <value>In pixels. The default value is 0: full size.</value>
    public int MinimumHeight { get; init; }
}
