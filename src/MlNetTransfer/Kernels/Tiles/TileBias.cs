namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Bias of a layer in its packed form.</summary>
internal static class TileBias
{
    /// <summary>Copies a bias (empty for none); what follows it becomes zero.</summary>
    public static void Set(Span<float> target, ReadOnlySpan<float> bias)
    {
        bias.CopyTo(target);
        target[bias.Length..].Clear();
    }
}
