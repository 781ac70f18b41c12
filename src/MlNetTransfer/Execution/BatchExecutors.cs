using MlNetTransfer.Execution.Cpu;

namespace MlNetTransfer.Execution;

/// <summary>Executors by batch size, for graphs that mix the pictures of a batch; the few sizes used last are kept.</summary>
internal sealed class BatchExecutors(Func<int, CpuExecutor> create)
{
    /// <summary>A whole batch and a smaller last one, twice.</summary>
    private const int Kept = 4;

    private readonly CpuExecutor?[] _executors = new CpuExecutor?[Kept];
    private int _next;

    /// <summary>The executor of a batch size; made when it is first asked for.</summary>
    public CpuExecutor For(int batch)
    {
        foreach (CpuExecutor? known in _executors)
        {
            if (known?.UnitBatch == batch)
            {
                return known;
            }
        }

        CpuExecutor made = create(batch);
        int place = (int)((uint)Interlocked.Increment(ref _next) % Kept);
        Volatile.Write(ref _executors[place], made);
        return made;
    }
}
