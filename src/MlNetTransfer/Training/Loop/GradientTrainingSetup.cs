using MlNetTransfer.Runtime;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Training.Loop;

/// <summary>What a gradient training works on and whom it tells.</summary>
internal sealed record GradientTrainingSetup
{
    /// <summary>The network; outputs: scores, then features where a teacher's are matched.</summary>
    public required IGradientModel Model { get; init; }

    /// <summary>Its parameters and how each is treated.</summary>
    public required IReadOnlyList<TunedParameter> Parameters { get; init; }

    /// <summary>What is learnt from.</summary>
    public required ITrainingPictures Pictures { get; init; }

    /// <summary>Adds a teacher's answers to a batch before it is learnt from; null without a teacher.</summary>
    public Func<TrainingBatch, TrainingBatch>? Teach { get; init; }

    /// <summary>Weight of each class.</summary>
    public required double[] ClassWeights { get; init; }

    /// <summary>The team that moves parameters.</summary>
    public required ThreadTeam Team { get; init; }

    /// <summary>Mean cross-entropy and accuracy on validation pictures with the network's present values; null for none.</summary>
    public Func<CancellationToken, (double Loss, double Accuracy)>? Validate { get; init; }

    /// <summary>Where checkpoints go; null for none.</summary>
    public ICheckpointStore? Checkpoints { get; init; }

    /// <summary>What the result depends on besides options and pictures, such as the start's weights and the freeze plan.</summary>
    public string Identity { get; init; } = "";

    /// <summary>Told each step and epoch.</summary>
    public Action<TrainingEvent>? Log { get; init; }
}
