namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Which way packed weights are used.</summary>
internal enum WeightOrder
{
    /// <summary>From inputs to outputs.</summary>
    Forward,

    /// <summary>From gradients of outputs to gradients of inputs: channels exchanged, kernels turned by half a turn.</summary>
    Gradient,
}
