namespace MlNetTransfer.Kernels.Gradients;

/// <summary>A part of a weight gradient: some output channels times some input channels, all taps.</summary>
/// <param name="Output">First output channel.</param>
/// <param name="Vectors">Vectors of output channels: 1 or 2.</param>
/// <param name="Input">First input channel.</param>
/// <param name="EndInput">After the last input channel.</param>
/// <param name="HasBias">Whether it also sums the bias gradients of its output channels.</param>
internal readonly record struct WeightGradientItem(int Output, int Vectors, int Input, int EndInput, bool HasBias);
