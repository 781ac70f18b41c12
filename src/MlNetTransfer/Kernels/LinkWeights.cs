namespace MlNetTransfer.Kernels;

/// <summary>Weights of one convolution of a chain, and its bias or none.</summary>
internal readonly record struct LinkWeights(ReadOnlyMemory<float> Weights, ReadOnlyMemory<float> Bias);
