namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Weights as they are given.</summary>
/// <param name="values">[O, I, 3, 3] of the forward convolution.</param>
/// <param name="order">Whether the forward convolution is computed, or its gradient.</param>
internal readonly ref struct WinogradSource(ReadOnlySpan<float> values, Tiles.WeightOrder order)
{
    /// <summary>[O, I, 3, 3] of the forward convolution.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>Whether the forward convolution is computed, or its gradient.</summary>
    public Tiles.WeightOrder Order { get; } = order;
}
