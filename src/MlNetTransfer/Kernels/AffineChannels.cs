namespace MlNetTransfer.Kernels;

/// <summary>activation(scale[c] x + shift[c]): a batch normalisation that could not be folded, a per-channel constant.</summary>
internal readonly record struct AffineChannels(ReadOnlyMemory<float> Scale, ReadOnlyMemory<float> Shift, Activation Activation = default);
