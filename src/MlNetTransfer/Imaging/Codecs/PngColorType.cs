namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What a PNG sample means (PNG section 11.2.1).</summary>
internal enum PngColorType : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
