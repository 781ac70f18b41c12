namespace MlNetTransfer.Execution.Cpu;

/// <summary>Statistics of a batch and the running ones that they move.</summary>
/// <param name="State">Mean, 1 / deviation and unbiased variance of each channel, one after the other.</param>
/// <param name="StateLength">Floats of the state.</param>
/// <param name="Mean">Running mean.</param>
/// <param name="Variance">Running variance.</param>
internal sealed record StatisticsBinding(CpuOperand State, int StateLength, NetworkParameter Mean, NetworkParameter Variance);
