namespace MlNetTransfer.Imaging;

/// <summary>How a picture is resampled.</summary>
public enum Interpolation
{
    /// <summary>Antialiased triangle filter, as Pillow's BILINEAR.</summary>
    Bilinear,

    /// <summary>Antialiased cubic filter with a = -0.5, as Pillow's BICUBIC.</summary>
    Bicubic,

    /// <summary>TensorFlow 1's <c>resize_bilinear</c>: two samples an axis, no antialiasing, corners at 0 (align_corners and half_pixel_centers false).</summary>
    TensorFlowBilinear,
}
