namespace MlNetTransfer.Kernels.Winograd;

/// <summary>What <see cref="WinogradProducts"/> multiplies.</summary>
internal ref struct WinogradProductCall
{
    /// <summary>Transformed inputs.</summary>
    public ReadOnlySpan<float> Inputs;

    /// <summary>Where they lie.</summary>
    public TransformedInputs Places;

    /// <summary>Tiles [First, End).</summary>
    public (int First, int End) Tiles;

    /// <summary>Transformed weights of a panel, [point][input channel][output channel of the panel].</summary>
    public ReadOnlySpan<float> Weights;

    /// <summary>Floats from one point's weights to the next one's.</summary>
    public int WeightStep;

    /// <summary>Vectors of output channels: 1 or 2.</summary>
    public int Vectors;

    /// <summary>Whether the weights come from far, so that the next point's should be asked for early.</summary>
    public bool FetchesWeights;

    /// <summary>Receives [point][tile][2 vectors].</summary>
    public Span<float> Products;
}
