namespace MlNetTransfer.Imaging.Codecs;

/// <summary>What a frame's components mean.</summary>
internal enum JpegColorSpace
{
    /// <summary>One component.</summary>
    Grey,

    /// <summary>Luminance and two colour differences.</summary>
    YCbCr,

    /// <summary>Red, green, blue.</summary>
    Rgb,

    /// <summary>Four inks, stored inverted as Adobe does.</summary>
    Cmyk,

    /// <summary>Inks as luminance and colour differences, and black.</summary>
    Ycck,
}
