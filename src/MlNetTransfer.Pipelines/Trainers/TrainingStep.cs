namespace MlNetTransfer.Pipelines.Trainers;

/// <summary>Where a training stands.</summary>
internal readonly record struct TrainingStep
{
    public required int BatchSize { get; init; }

    /// <summary>Number of whole batches of an epoch.</summary>
    public required int BatchesPerEpoch { get; init; }

    public required int Epoch { get; init; }

    /// <summary>The batch in its epoch, from 0.</summary>
    public required int Batch { get; init; }

    /// <summary>Number of steps so far.</summary>
    public int Step => (Epoch * BatchesPerEpoch) + Batch;
}
