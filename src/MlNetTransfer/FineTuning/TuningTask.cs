using MlNetTransfer.Runtime;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>One training of one network: on what, towards whom it reports.</summary>
internal sealed record TuningTask
{
    /// <summary>The pictures.</summary>
    public required TuningPictures Pictures { get; init; }

    /// <summary>Rows that are learnt from.</summary>
    public required IReadOnlyList<int> Rows { get; init; }

    /// <summary>The pictures that choose the best epoch; null for <see cref="Pictures"/>.</summary>
    public TuningPictures? Judged { get; init; }

    /// <summary>Rows of them; empty for none.</summary>
    public IReadOnlyList<int> ValidationRows { get; init; } = [];

    /// <summary>Weight of each class.</summary>
    public required double[] ClassWeights { get; init; }

    /// <summary>Name for messages and logs.</summary>
    public required string Name { get; init; }

    /// <summary>Threads.</summary>
    public required ThreadTeam Team { get; init; }

    /// <summary>Where checkpoints go; null for none.</summary>
    public ICheckpointStore? Checkpoints { get; init; }

    /// <summary>Told each step and epoch.</summary>
    public Action<TrainingEvent>? Log { get; init; }
}
