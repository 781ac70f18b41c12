namespace MlNetTransfer.Kernels;

/// <summary>LRN across channels, as ONNX defines it.</summary>
internal static class LocalResponseNormalization
{
    /// <summary>Prepares an LRN.</summary>
    public static PreparedOperation Prepare(LocalResponseSpec spec, BlockedLayout input, BlockedLayout output) =>
        throw new NotSupportedException("Being written.");
}
