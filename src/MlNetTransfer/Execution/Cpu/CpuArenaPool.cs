namespace MlNetTransfer.Execution.Cpu;

/// <summary>Arenas between runs. Thread-safe: each caller rents one of its own; only so many are kept.</summary>
internal sealed class CpuArenaPool(CpuProgram program, int workerCount)
{
    /// <summary>Arenas that are kept between runs.</summary>
    private const int KeptArenas = 16;

    private readonly CpuArena?[] _idle = new CpuArena?[KeptArenas];

    /// <summary>An arena for so many units at least.</summary>
    public CpuArena Rent(int units)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is { } arena && arena.Capacity >= units && Interlocked.CompareExchange(ref _idle[i], null, arena) == arena)
            {
                return arena;
            }
        }

        return TakeAny() is { } late && late.Capacity >= units ? late : new CpuArena(program, units, workerCount);
    }

    /// <summary>Keeps an arena for the next run.</summary>
    public void Return(CpuArena arena)
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is null && Interlocked.CompareExchange(ref _idle[i], arena, null) is null)
            {
                return;
            }
        }
    }

    /// <summary>A larger arena takes the place of one that was too small, so that callers of several sizes come to as many large arenas as run at once.</summary>
    private CpuArena? TakeAny()
    {
        for (int i = 0; i < _idle.Length; i++)
        {
            if (_idle[i] is not null && Interlocked.Exchange(ref _idle[i], null) is { } arena)
            {
                return arena;
            }
        }

        return null;
    }
}
