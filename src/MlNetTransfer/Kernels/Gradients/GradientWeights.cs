using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>What an input gradient's tiles read beside dY.</summary>
/// <param name="Packed">Packed weights.</param>
/// <param name="Bias">Zeros, two vectors.</param>
/// <param name="Runs">Run starts of all panels, relative to a tile's first input.</param>
/// <param name="InputOffset">Where in a picture's dY the panel's inputs start.</param>
/// <param name="Ahead">Distance of the weights worth fetching early; 0 for none.</param>
internal readonly record struct GradientWeights(AlignedBuffer Packed, AlignedBuffer Bias, int[] Runs, int InputOffset = 0, nint Ahead = 0);
