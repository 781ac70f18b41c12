using MlNetTransfer.Training;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>What fine-tuning starts from.</summary>
internal sealed record FineTuningInput
{
    /// <summary>The training pictures.</summary>
    public required TuningPictures Pictures { get; init; }

    /// <summary>The set's own validation pictures; null for none.</summary>
    public TuningPictures? Validation { get; init; }

    /// <summary>Puts a head on the backbone, with hidden layers below it where there are any.</summary>
    public required Func<TrainedHead, IReadOnlyList<HiddenLayer>, TuningNetwork> Attach { get; init; }

    /// <summary>How heads are fitted.</summary>
    public required HeadOptions Head { get; init; }

    /// <summary>The head of all pictures.</summary>
    public required TrainedHead FullHead { get; init; }

    /// <summary>Identity of the backbone.</summary>
    public required string BackboneIdentity { get; init; }

    /// <summary>Number of threads; 0 for all.</summary>
    public required int ThreadCount { get; init; }

    /// <summary>Where checkpoints go; null for none.</summary>
    public ICheckpointStore? Checkpoints { get; init; }

    /// <summary>Told each step and epoch, and what is being done.</summary>
    public required Action<string, TrainingEvent> Log { get; init; }
}
