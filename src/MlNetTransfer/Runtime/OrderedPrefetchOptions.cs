namespace MlNetTransfer.Runtime;

/// <summary>Size of an ordered prefetch.</summary>
internal sealed record OrderedPrefetchOptions
{
    /// <summary>Number of threads that produce; 0 for all processors.</summary>
    /// <value>The default value is 0.</value>
    public int WorkerCount { get; init; }

    /// <summary>Number of results that may exist at once, the one being consumed included; 0 for twice the workers plus 2.</summary>
    /// <value>The default value is 0.</value>
    public int WindowSize { get; init; }
}
