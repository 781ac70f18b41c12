namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Weights of one panel of input channels for one phase, and the runs of dY that they meet.</summary>
/// <param name="Weights">Offset of its weights.</param>
/// <param name="Runs">Index of its first run.</param>
/// <param name="RunCount">Number of its runs; none where no tap reaches the phase.</param>
/// <param name="RunLength">Inputs of each run but the last.</param>
/// <param name="LastRunLength">Inputs of the last run.</param>
internal readonly record struct PhasePanel(int Weights, int Runs, int RunCount, int RunLength, int LastRunLength);
