namespace MlNetTransfer.Imaging;

/// <summary>What formats are called, and what to do with those that are not decoded here.</summary>
internal static class ImageFormatNames
{
    private const string ConvertAdvice = "Convert it to JPEG or PNG.";

    /// <summary>The format's usual name.</summary>
    internal static string DisplayName(this ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "JPEG",
        ImageFormat.Png => "PNG",
        ImageFormat.Bmp => "BMP",
        ImageFormat.Gif => "GIF",
        ImageFormat.Tiff => "TIFF",
        ImageFormat.WebP => "WebP",
        ImageFormat.Heic => "HEIC",
        ImageFormat.Avif => "AVIF",
        ImageFormat.Jpeg2000 => "JPEG 2000",
        ImageFormat.JpegXl => "JPEG XL",
        ImageFormat.Ico => "Windows icon",
        ImageFormat.Pnm => "PNM",
        ImageFormat.Psd => "Photoshop",
        ImageFormat.Svg => "SVG",
        ImageFormat.Text => "text or HTML",
        ImageFormat.Pdf => "PDF",
        ImageFormat.Archive => "archive",
        _ => "unknown",
    };

    /// <summary>What to do with a file of a format that is not decoded here.</summary>
    internal static string Advice(this ImageFormat format) => format switch
    {
        ImageFormat.Svg => "Render it to PNG.",
        ImageFormat.Pdf => "Render its pages to PNG.",
        ImageFormat.Archive => "Unpack it and name the pictures inside.",
        ImageFormat.Text => "Often an error page saved as a picture: download it again.",
        ImageFormat.Unknown => "Check that it is a picture; JPEG, PNG, BMP and GIF are decoded.",
        _ => ConvertAdvice,
    };
}
