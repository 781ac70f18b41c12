using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Packed weights and bias of a layer, and where a panel's inputs start.</summary>
internal readonly record struct PackedWeights(AlignedBuffer Weights, AlignedBuffer Bias, int InputOffset = 0);
