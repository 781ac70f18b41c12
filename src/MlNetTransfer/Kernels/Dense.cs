namespace MlNetTransfer.Kernels;

/// <summary>Dense layers.</summary>
internal static class Dense
{
    /// <summary>Packs weights [M, K] row-major and bias [M] (empty for none).</summary>
    public static PreparedOperation Prepare(DenseSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias) =>
        throw new NotSupportedException("Being written.");
}
