namespace MlNetTransfer.Kernels.Rows;

/// <summary>A pooling's sizes along one axis.</summary>
internal readonly record struct PoolAxis(int Kernel, int Stride, int Dilation, int PadBefore, int PadAfter);
