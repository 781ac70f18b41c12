namespace MlNetTransfer.Kernels;

/// <summary>Softmax along the middle of [Outer, Length, Inner] of each picture.</summary>
internal readonly record struct SoftmaxSpec(int Outer, int Length, int Inner, bool Logarithm);
