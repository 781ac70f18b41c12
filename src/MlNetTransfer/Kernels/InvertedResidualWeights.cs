namespace MlNetTransfer.Kernels;

/// <summary>Weights of an <see cref="InvertedResidualSpec"/>'s links.</summary>
internal sealed record InvertedResidualWeights
{
    /// <summary>[O, I] and [O].</summary>
    public LinkWeights Expand { get; init; }

    /// <summary>[C, 1, kernel row, kernel column] and [C].</summary>
    public required LinkWeights Depthwise { get; init; }

    /// <summary>[O, I] and [O].</summary>
    public LinkWeights Project { get; init; }
}
