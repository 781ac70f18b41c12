using System.Runtime.ExceptionServices;

namespace MlNetTransfer.Runtime;

/// <summary>Threads that run the items of an <see cref="IStepSequence"/> together, claiming them dynamically.</summary>
/// <remarks>
/// <para>One parallel region per run. Whoever finishes a step's last item opens the next, so a worker that comes late, or whose core is taken away,
/// delays nobody but by the items it has claimed. Waiting threads spin briefly, then yield; between runs workers sleep and cost nothing.</para>
/// <para>A worker begins with its own part of a step's items, the same part in every step, and helps with the others' parts when it has none left: what it wrote in
/// one step is often what it reads in the next, from its own cache.</para>
/// <para>Several callers may run at once: the first has the workers, the others run alone on their own threads meanwhile. Thread-safe.</para>
/// </remarks>
internal sealed class ThreadTeam : IDisposable
{
    // Measured on two cores: a step's hand-over takes about 0.6 microseconds while spinning; 2,000 turns are some 50 microseconds.
    private const int SpinTurns = 2000;

    // Turns that give the core away before a worker goes to sleep between runs.
    private const int YieldTurns = 100;

    // A claim takes this fraction of what is left of a part.
    private const int ShareDivisor = 2;

    // Parts are counted in words that far apart, in longs, so that no two share a line or a pair of lines.
    private const int PartStep = 16;

    private static readonly Lock s_sharedLock = new();
    private static readonly Dictionary<int, ThreadTeam> s_shared = [];

    private readonly object _sleep = new();
    private readonly Thread[] _workers;

    // For each worker's part, region number (16 bits), step (16 bits), unclaimed items (32 bits): one word, so that a claim is one compare-and-swap.
    private readonly long[] _parts;
    private int _region;
    private int _busy;
    private int _sleeping;
    private int _finished;
    private volatile int _itemCount;
    private volatile IStepSequence? _sequence;
    private volatile bool _isOver = true;
    private volatile bool _isDisposed;
    private volatile ExceptionDispatchInfo? _error;
    private CancellationToken _cancellation;

    /// <summary>Starts a team; its threads end with <see cref="Dispose"/> or the process.</summary>
    /// <param name="workerCount">Number of workers, the caller included.</param>
    public ThreadTeam(int workerCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        WorkerCount = workerCount;
        _parts = new long[(workerCount + 1) * PartStep];
        _workers = new Thread[workerCount - 1];
        for (int i = 0; i < _workers.Length; i++)
        {
            int worker = i + 1;
            _workers[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = FormattableString.Invariant($"MlNetTransfer worker {worker}") };
            _workers[i].Start();
        }
    }

    /// <summary>Number of workers, the caller included.</summary>
    public int WorkerCount { get; }

    /// <summary>The process-wide team of a size; made at its first use and kept.</summary>
    public static ThreadTeam Shared(int workerCount)
    {
        lock (s_sharedLock)
        {
            if (!s_shared.TryGetValue(workerCount, out ThreadTeam? team))
            {
                team = new ThreadTeam(workerCount);
                s_shared.Add(workerCount, team);
            }

            return team;
        }
    }

    /// <summary>Runs all steps; returns when the last item is done. Several callers may run at once.</summary>
    /// <param name="sequence">The steps; its items must not start runs of their own that wait for this one.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <exception cref="OperationCanceledException">Cancelled; some steps were not run.</exception>
    public void Run(IStepSequence sequence, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (WorkerCount == 1 || Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            RunAlone(sequence, cancellationToken);
            return;
        }

        try
        {
            RunTogether(sequence, cancellationToken);
        }
        finally
        {
            _sequence = null;
            _error = null;
            _cancellation = default;
            Volatile.Write(ref _busy, 0);
        }
    }

    /// <summary>Ends the threads after their current items.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        lock (_sleep)
        {
            Monitor.PulseAll(_sleep);
        }
    }

    private static void RunAlone(IStepSequence sequence, CancellationToken cancellationToken)
    {
        for (int step = 0; step < sequence.StepCount; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sequence.RunItems(step, 0, sequence.ItemCount(step), worker: 0);
        }
    }

    private static int RegionAndStep(long part) => (int)(part >> 32);

    private static int Unclaimed(long part) => (int)part;

    private ref long PartOf(int worker) => ref _parts[(worker + 1) * PartStep];

    /// <summary>First item of a worker's part; worker 0 has one whenever there is one.</summary>
    private int StartOf(int worker, int count) => (int)((((long)count * worker) + WorkerCount - 1) / WorkerCount);

    private void RunTogether(IStepSequence sequence, CancellationToken cancellationToken)
    {
        _sequence = sequence;
        _cancellation = cancellationToken;
        _isOver = false;
        OpenStep(++_region << 16, 0);
        WakeSleepers();
        int turns = 0;
        while (!_isOver)
        {
            if (TryRunItems(worker: 0))
            {
                turns = 0;
            }
            else
            {
                Wait(ref turns);
            }
        }

        _error?.Throw();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Work(int worker)
    {
        int turns = 0;
        while (!_isDisposed)
        {
            if (TryRunItems(worker))
            {
                turns = 0;
            }
            else if (_isOver && turns > SpinTurns + YieldTurns)
            {
                Sleep();
                turns = 0;
            }
            else
            {
                Wait(ref turns);
            }
        }
    }

    /// <summary>Claims some items of the open step, of the worker's own part first, and runs them.</summary>
    private bool TryRunItems(int worker)
    {
        long own = Volatile.Read(ref PartOf(worker));
        for (int i = 0; i < WorkerCount; i++)
        {
            int owner = worker + i < WorkerCount ? worker + i : worker + i - WorkerCount;
            ref long part = ref PartOf(owner);
            long state = Volatile.Read(ref part);
            if (RegionAndStep(state) != RegionAndStep(own))
            {
                // A step is being opened: the own part comes in a moment, and another's would be somebody else's cache.
                return false;
            }

            if (Unclaimed(state) != 0)
            {
                Claim(ref part, state, owner, worker);
                return true;
            }
        }

        return false;
    }

    /// <summary>Claims and runs some of a part, unless another was faster.</summary>
    private void Claim(ref long part, long state, int owner, int worker)
    {
        int unclaimed = Unclaimed(state);
        int claim = Math.Max(1, unclaimed / ShareDivisor);
        if (Interlocked.CompareExchange(ref part, state - claim, state) != state)
        {
            return;
        }

        // The step stays open until these items are finished, so what is read now belongs to it.
        int count = _itemCount;
        int first = StartOf(owner + 1, count) - unclaimed;
        int regionAndStep = RegionAndStep(state);
        IStepSequence sequence = _sequence!;
        if (_error is null)
        {
            RunClaimed(sequence, regionAndStep & 0xFFFF, first, first + claim, worker);
        }

        if (Interlocked.Add(ref _finished, claim) == count)
        {
            OpenStep(regionAndStep & ~0xFFFF, (regionAndStep & 0xFFFF) + 1);
        }
    }

    private void RunClaimed(IStepSequence sequence, int step, int first, int end, int worker)
    {
#pragma warning disable CA1031 // Whatever an item throws is thrown again at the caller of Run.
        try
        {
            sequence.RunItems(step, first, end, worker);
        }
        catch (Exception e)
        {
            _error ??= ExceptionDispatchInfo.Capture(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>Opens a step, skipping those without items; ends the region after the last.</summary>
    private void OpenStep(int region, int step)
    {
        IStepSequence sequence = _sequence!;
        for (; step < sequence.StepCount && _error is null && !_cancellation.IsCancellationRequested; step++)
        {
            int count = sequence.ItemCount(step);
            if (count > 0)
            {
                _itemCount = count;
                Volatile.Write(ref _finished, 0);

                // The last one written has items, so that nobody finishes the step before all are written.
                for (int worker = WorkerCount - 1; worker >= 0; worker--)
                {
                    int size = StartOf(worker + 1, count) - StartOf(worker, count);
                    Volatile.Write(ref PartOf(worker), ((long)(region | step) << 32) | (uint)size);
                }

                return;
            }
        }

        _isOver = true;
    }

    private static void Wait(ref int turns)
    {
        turns++;
        if (turns < SpinTurns)
        {
            Thread.SpinWait(1);
        }
        else
        {
            Thread.Yield();
        }
    }

    private void Sleep()
    {
        lock (_sleep)
        {
            Interlocked.Increment(ref _sleeping);
            while (_isOver && !_isDisposed)
            {
                Monitor.Wait(_sleep);
            }

            Interlocked.Decrement(ref _sleeping);
        }
    }

    private void WakeSleepers()
    {
        // A sleeper counts itself before it looks whether a region is open; the region was opened before this look.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeping) > 0)
        {
            lock (_sleep)
            {
                Monitor.PulseAll(_sleep);
            }
        }
    }
}
