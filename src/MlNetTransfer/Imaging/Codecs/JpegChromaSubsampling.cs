namespace MlNetTransfer.Imaging.Codecs;

/// <summary>How much of the colour detail a JPEG keeps.</summary>
public enum JpegChromaSubsampling
{
    /// <summary>4:2:0: colour at half the width and half the height, as most programs write.</summary>
    Half,

    /// <summary>4:4:4: colour at full size; for drawings and text.</summary>
    None,
}
