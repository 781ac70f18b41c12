namespace MlNetTransfer.Pipelines.Data;

/// <summary>Order of a pixel's bytes.</summary>
public enum MLPixelFormat
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Blue, green, red, alpha; 8 bits each.</summary>
    Bgra32,

    /// <summary>Red, green, blue, alpha; 8 bits each.</summary>
    Rgba32,
}
