using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.FineTuning;

/// <summary>What fine-tuning did, and whether it was worth it.</summary>
public sealed record FineTuningReport
{
    /// <summary>What the model's backbone is: "frozen head", or what moved.</summary>
    public required string Chosen { get; init; }

    /// <summary>The ladder's rungs; empty where no ladder was climbed.</summary>
    public required IReadOnlyList<RungReport> Rungs { get; init; }

    /// <summary>Widths of the hidden layers of the model's head; empty for a linear head.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>The last training's plan, block by block; empty where the backbone stayed as it was.</summary>
    public required IReadOnlyList<BlockPlan> Blocks { get; init; }

    /// <summary>Proof of what moved; null where the backbone stayed as it was.</summary>
    public MovementReport? Movement { get; init; }

    /// <summary>The learning rates that were tried; null where the rate was given.</summary>
    public LearningRateSweep? LearningRates { get; init; }

    /// <summary>The last training; null where there was none.</summary>
    public GradientTrainingResult? Training { get; init; }

    /// <summary>What else is worth knowing: budget, flips that were left out, where the checkpoint was.</summary>
    public required IReadOnlyList<string> Notes { get; init; }
}
