namespace MlNetTransfer.Imaging;

/// <summary>File format, told by content and never by name.</summary>
public enum ImageFormat
{
    /// <summary>Not recognised.</summary>
    Unknown,

    /// <summary>JPEG (ITU-T T.81).</summary>
    Jpeg,

    /// <summary>Portable Network Graphics.</summary>
    Png,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>Graphics Interchange Format.</summary>
    Gif,

    /// <summary>Tagged Image File Format; refused by name.</summary>
    Tiff,

    /// <summary>WebP; refused by name.</summary>
    WebP,

    /// <summary>HEIC/HEIF; refused by name.</summary>
    Heic,

    /// <summary>AVIF; refused by name.</summary>
    Avif,

    /// <summary>JPEG 2000; refused by name.</summary>
    Jpeg2000,

    /// <summary>JPEG XL; refused by name.</summary>
    JpegXl,

    /// <summary>Windows icon or cursor; refused by name.</summary>
    Ico,

    /// <summary>Portable any-map (PBM, PGM, PPM, PFM); refused by name.</summary>
    Pnm,

    /// <summary>Photoshop document; refused by name.</summary>
    Psd,

    /// <summary>Scalable Vector Graphics; refused by name.</summary>
    Svg,

    /// <summary>Text or HTML, often an error page saved as a picture; refused by name.</summary>
    Text,

    /// <summary>PDF; refused by name.</summary>
    Pdf,

    /// <summary>A zip or other archive; refused by name.</summary>
    Archive,
}
