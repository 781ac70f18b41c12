namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Gradient of a pooling.</summary>
/// <param name="Shape">The window.</param>
/// <param name="Saved">Layout of X; read by a maximum only.</param>
/// <param name="Gradient">Layout of dY.</param>
/// <param name="IsMax">Maximum, else mean.</param>
internal readonly record struct PoolGradientSpec(PoolingShape Shape, BlockedLayout Saved, BlockedLayout Gradient, bool IsMax);
