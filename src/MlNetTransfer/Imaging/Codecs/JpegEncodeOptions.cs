namespace MlNetTransfer.Imaging.Codecs;

/// <summary>How a JPEG is written.</summary>
public sealed record JpegEncodeOptions
{
    /// <summary>The default options.</summary>
    public static JpegEncodeOptions Default { get; } = new();

    /// <summary>Quality on libjpeg's scale.</summary>
    /// <value>1 (smallest file) to 100 (best picture). The default value is 75.</value>
    public int Quality { get; init; } = 75;

    /// <summary>How much of the colour detail is kept.</summary>
    /// <value>The default value is <see cref="JpegChromaSubsampling.Half"/>.</value>
    public JpegChromaSubsampling Subsampling { get; init; } = JpegChromaSubsampling.Half;
}
