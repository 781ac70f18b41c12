using MlNetTransfer.Execution;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Runtime;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>One gradient training in full: what moves, how, on which views of the pictures.</summary>
public sealed record TuningRecipe
{
    /// <summary>What moves.</summary>
    public required FreezeOptions Freeze { get; init; }

    /// <summary>Epochs, batches, optimiser, schedule, loss.</summary>
    public GradientTrainingOptions Training { get; init; } = new();

    /// <summary>What happens to training pictures, never to others.</summary>
    /// <value>The default value is <see cref="AugmentationOptions.Light"/>.</value>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.Light;

    /// <summary>Mixing of pictures; null for none.</summary>
    /// <value>The default value is null.</value>
    public PixelMixingOptions? Mixing { get; init; }

    /// <summary>Share of the learning rate that each block has of the one above it; the head has all of it.</summary>
    /// <value>Above 0, at most 1. The default value is 0.9.</value>
    public double DepthDecay { get; init; } = 0.9;

    /// <summary>Share of the learning rate that the backbone has as a whole, beside <see cref="DepthDecay"/>.</summary>
    /// <value>Above 0, at most 1. The default value is 1.</value>
    public double BackboneRate { get; init; } = 1;

    /// <summary>What batch normalisations do that may move.</summary>
    /// <value>The default value is <see cref="BatchNormalizationMode.Frozen"/>.</value>
    public BatchNormalizationMode BatchNormalization { get; init; } = BatchNormalizationMode.Frozen;

    /// <summary>The same with another learning rate.</summary>
    internal TuningRecipe WithLearningRate(double rate) =>
        this with { Training = Training with { Optimizer = Training.Optimizer with { LearningRate = rate } } };

    /// <summary>The same with a seed that follows from its own.</summary>
    /// <param name="stream">Tells seeds of one purpose from those of others.</param>
    /// <param name="number">Number of the seed.</param>
    internal TuningRecipe WithSeedOf(long stream, int number) =>
        this with { Training = Training with { Seed = unchecked((long)SeededRandom.Derive(Training.Seed, stream, number).NextUInt64()) } };
}
