namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Output channels that a register tile computes together: one or two vectors, with their weights.</summary>
/// <param name="Channel">First output channel.</param>
/// <param name="Vectors">1 or 2.</param>
/// <param name="Weights">Offset of its weights.</param>
/// <param name="WeightCount">Floats of its weights.</param>
/// <param name="Runs">Index of its first run.</param>
/// <param name="RunCount">Number of its runs.</param>
/// <param name="LastRunLength">Inputs of its last run.</param>
internal readonly record struct Panel(int Channel, int Vectors, int Weights, int WeightCount, int Runs, int RunCount, int LastRunLength);
