using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>One array of the program: activations in the arena, a constant, or the caller's floats.</summary>
internal sealed class CpuBuffer
{
    /// <summary>Floats of one unit of the batch.</summary>
    public required int Length { get; init; }

    /// <summary>Layout where it has a border of zeros that must be kept; null for memory that is written whole.</summary>
    public BlockedLayout? Halo { get; init; }

    /// <summary>The elements where they are known; the same for all units.</summary>
    public AlignedBuffer? Constant { get; init; }

    /// <summary>Whether this is the caller's float input.</summary>
    public bool IsInput { get; init; }

    /// <summary>Where it lies in the arena, in floats of one unit; set by <see cref="ArenaLayout"/>, 0 where no step uses it.</summary>
    public int ArenaOffset { get; set; }

    /// <summary>Whether it needs room in the arena.</summary>
    public bool IsActivation => Constant is null && !IsInput;
}
