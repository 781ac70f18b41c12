using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>A value in blocked form.</summary>
/// <param name="Operand">Where it lies.</param>
/// <param name="Layout">How it lies there.</param>
internal readonly record struct BlockedOperand(CpuOperand Operand, BlockedLayout Layout);
