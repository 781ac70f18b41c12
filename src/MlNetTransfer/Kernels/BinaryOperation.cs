namespace MlNetTransfer.Kernels;

/// <summary>activation(kind(input, second)) to prepare; a <see cref="Second"/> of 1x1 meets every pixel of its channel.</summary>
internal readonly record struct BinaryOperation(BinaryKind Kind, BlockedLayout Input, BlockedLayout Second, BlockedLayout Output, Activation Activation = default);
