namespace MlNetTransfer.Execution.Cpu;

/// <summary>A plan made ready for the processor: operations in order and the memory they need. Immutable, shared by all callers.</summary>
internal sealed record CpuProgram
{
    /// <summary>Operations in order.</summary>
    public required IReadOnlyList<CpuStep> Steps { get; init; }

    /// <summary>All arrays.</summary>
    public required IReadOnlyList<CpuBuffer> Buffers { get; init; }

    /// <summary>Where each output of the plan lies, and its floats of one unit.</summary>
    public required IReadOnlyList<(CpuOperand Operand, int Length)> Outputs { get; init; }

    /// <summary>What training adds; null for inference.</summary>
    public CpuTrainingProgram? Training { get; init; }

    /// <summary>Floats of arena for one unit.</summary>
    public required int ArenaLength { get; init; }

    /// <summary>Most floats of one unit that are needed at one time: what a cache should hold.</summary>
    public required int LiveLength { get; init; }

    /// <summary>Floats of scratch for one worker.</summary>
    public required int ScratchLength { get; init; }
}
