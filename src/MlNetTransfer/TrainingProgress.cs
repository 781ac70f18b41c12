namespace MlNetTransfer;

/// <summary>Where a long operation stands.</summary>
public readonly record struct TrainingProgress
{
    /// <summary>What is being done, such as "extracting features".</summary>
    public required string Phase { get; init; }

    /// <summary>Pictures done in this phase.</summary>
    public int Completed { get; init; }

    /// <summary>Pictures of this phase; 0 where there is nothing to count.</summary>
    public int Total { get; init; }

    /// <summary>Pictures left out so far.</summary>
    public int Skipped { get; init; }

    /// <summary>Pictures per second over this phase, cached ones included; 0 until known.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Estimated time to the end of the phase; null until known.</summary>
    public TimeSpan? Remaining { get; init; }
}
