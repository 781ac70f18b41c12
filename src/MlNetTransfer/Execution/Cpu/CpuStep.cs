using MlNetTransfer.Kernels;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>One prepared operation and the memory it works on.</summary>
/// <param name="Name">Name of the plan's step.</param>
/// <param name="Operation">The operation.</param>
/// <param name="ImagesPerUnit">What the operation counts as pictures in one unit of the batch.</param>
internal sealed record CpuStep(string Name, PreparedOperation Operation, int ImagesPerUnit)
{
    /// <summary>First operand.</summary>
    public CpuOperand Input { get; init; } = CpuOperand.None;

    /// <summary>Second operand.</summary>
    public CpuOperand Second { get; init; } = CpuOperand.None;

    /// <summary>Third operand.</summary>
    public CpuOperand Third { get; init; } = CpuOperand.None;

    /// <summary>Result.</summary>
    public required CpuOperand Output { get; init; }
}
