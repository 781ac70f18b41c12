using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>Runs a plan on the processor. Thread-safe: each caller rents an arena of its own; arenas are kept for the next run.</summary>
internal sealed class CpuExecutor
{
    /// <summary>Arenas stay below this, so that any batch runs in bounded memory.</summary>
    private const long LargestArenaBytes = 512L << 20;

    /// <summary>Pictures at once beyond which nothing gets faster.</summary>
    private const int LargestPictures = 16;

    private readonly CpuProgram _program;
    private readonly ThreadTeam _team;
    private readonly CpuArenaPool _arenas;
    private readonly int _largestUnits;
    private readonly int _unitPixelBytes;
    private readonly int _unitInputLength;

    public CpuExecutor(ExecutionPlan plan, CpuOptions options, ThreadTeam team)
    {
        _program = CpuProgramBuilder.Build(plan, options);
        _team = team;
        _arenas = new CpuArenaPool(_program, team.WorkerCount);
        UnitBatch = plan.UnitBatch;
        long unitBytes = Math.Max(1, _program.ArenaLength * (long)sizeof(float));
        int wanted = Math.Min(SubBatch.LargestUnits(plan, Math.Max(1, _program.LiveLength * (long)sizeof(float)), team.WorkerCount), Math.Max(1, LargestPictures / UnitBatch));
        _largestUnits = (int)Math.Clamp(LargestArenaBytes / unitBytes, 1, wanted);
        _unitInputLength = checked((int)plan.Values[plan.Input].Shape.ElementCount);
        _unitPixelBytes = _unitInputLength;
    }

    /// <summary>Pictures in a unit.</summary>
    public int UnitBatch { get; }

    /// <summary>The operations, for profiles.</summary>
    public CpuProgram Program => _program;

    /// <summary>Runs any number of units.</summary>
    /// <param name="arguments">All of the batch.</param>
    /// <param name="outputs">One array for each output, exactly as long as its values.</param>
    /// <param name="cancellationToken">Checked between steps.</param>
    public void Run(in CpuRunArguments arguments, IReadOnlyList<Memory<float>> outputs, CancellationToken cancellationToken)
    {
        int part = SubBatch.EvenPart(arguments.UnitCount, _largestUnits);
        CpuArena arena = _arenas.Rent(part);
        try
        {
            for (int first = 0; first < arguments.UnitCount; first += part)
            {
                int count = Math.Min(part, arguments.UnitCount - first);
                var some = new CpuRunArguments(
                    count,
                    arguments.Pixels.IsEmpty ? default : arguments.Pixels.Slice(first * _unitPixelBytes, count * _unitPixelBytes),
                    arguments.Input.IsEmpty ? default : arguments.Input.Slice(first * _unitInputLength, count * _unitInputLength));
                arena.Execute(_team, some, cancellationToken);
                CopyOutputs(arena.Run, outputs, (first, count));
            }
        }
        finally
        {
            arena.Run.Start(default);
            _arenas.Return(arena);
        }
    }

    private void CopyOutputs(CpuRun run, IReadOnlyList<Memory<float>> outputs, (int First, int Count) units)
    {
        for (int i = 0; i < _program.Outputs.Count; i++)
        {
            int length = _program.Outputs[i].Length;
            Span<float> target = outputs[i].Span.Slice(units.First * length, units.Count * length);
            ReadOnlySpan<float> source = run.Output(i);
            for (int start = 0; start < target.Length; start += source.Length)
            {
                source.CopyTo(target[start..]);
            }
        }
    }
}
