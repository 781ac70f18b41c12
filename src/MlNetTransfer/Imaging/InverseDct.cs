namespace MlNetTransfer.Imaging;

/// <summary>Which inverse discrete cosine transform a JPEG is decoded with.</summary>
public enum InverseDct
{
    /// <summary>Accurate integer transform, the default of libjpeg-turbo, Pillow, torchvision and OpenCV.</summary>
    Accurate,

    /// <summary>Fast integer transform, the default of TensorFlow's <c>decode_jpeg</c>; for graphs that were trained on it.</summary>
    Fast,
}
