namespace MlNetTransfer.Kernels;

/// <summary>(x - mean) / sqrt(variance + epsilon) * gamma[c] + beta[c], mean and variance over the channels of a pixel.</summary>
internal readonly record struct ChannelNormalizationSpec(ReadOnlyMemory<float> Gamma, ReadOnlyMemory<float> Beta, float Epsilon);
