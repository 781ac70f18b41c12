namespace MlNetTransfer.Tensors;

/// <summary>What the samples of a <see cref="PixelBatch"/> are.</summary>
public enum PixelSamples
{
    /// <summary>One byte each, 0 to 255.</summary>
    Bytes,

    /// <summary>One 32-bit float each, 0 to 255, not rounded after resizing.</summary>
    Floats,
}
