using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>Memory of one run at a time: activations and each worker's scratch, for up to <see cref="Capacity"/> units of the batch.</summary>
/// <remarks>Cleared once when it is made, so that borders hold zeros; see <see cref="ArenaLayout"/>.</remarks>
internal sealed class CpuArena
{
    private readonly AlignedBuffer _activations;
    private readonly AlignedBuffer _scratch;
    private readonly int _scratchLength;

    public CpuArena(CpuProgram program, int capacity, int workerCount)
    {
        Capacity = capacity;
        Run = new CpuRun(program, this);
        _activations = new AlignedBuffer(checked(program.ArenaLength * capacity));
        _activations.Span.Clear();
        int line = AlignedBuffer.Alignment / sizeof(float);
        _scratchLength = (program.ScratchLength + line - 1) / line * line;
        _scratch = new AlignedBuffer(checked(_scratchLength * workerCount));
    }

    /// <summary>Largest number of units.</summary>
    public int Capacity { get; }

    /// <summary>The run that uses this memory.</summary>
    public CpuRun Run { get; }

    /// <summary>All of a buffer from its first unit on.</summary>
    public Span<float> Activation(CpuBuffer buffer) =>
        _activations.Slice(buffer.ArenaOffset * Capacity, buffer.Length * Capacity);

    /// <summary>A worker's scratch.</summary>
    public Span<float> Scratch(int worker) => _scratch.Slice(worker * _scratchLength, _scratchLength);

    /// <summary>Runs a part of a batch.</summary>
    public void Execute(ThreadTeam team, in CpuRunArguments arguments, CancellationToken cancellationToken)
    {
        Run.Start(arguments);
        team.Run(Run, cancellationToken);
    }
}
