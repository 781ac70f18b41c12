using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels;

/// <summary>LRN across channels, as ONNX defines it.</summary>
internal static class LocalResponseNormalization
{
    /// <summary>Prepares an LRN.</summary>
    public static PreparedOperation Prepare(LocalResponseSpec spec, BlockedLayout input, BlockedLayout output)
    {
        BufferChecks.SameSize(input, output, nameof(input));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spec.Size, nameof(spec));
        return new LocalResponseOperation(spec, input, output);
    }
}
