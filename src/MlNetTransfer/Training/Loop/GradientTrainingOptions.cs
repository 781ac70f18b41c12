using System.Text.Json;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Training.Loop;

/// <summary>How parameters of a network are trained by gradients.</summary>
public sealed record GradientTrainingOptions
{
    /// <summary>Times that every picture is seen.</summary>
    /// <value>1 or more. The default value is 10.</value>
    public int Epochs { get; init; } = 10;

    /// <summary>Pictures of one step; batches of an epoch differ by one picture at most, none is left out.</summary>
    /// <value>1 or more. The default value is 16.</value>
    public int BatchSize { get; init; } = 16;

    /// <summary>The optimiser.</summary>
    /// <value>The default value is AdamW.</value>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>The learning rate over time.</summary>
    /// <value>The default value is a cosine after a short warm-up.</value>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>What is minimised.</summary>
    /// <value>The default value is cross-entropy.</value>
    public LossOptions Loss { get; init; } = new();

    /// <summary>Decay per step of the moving average of weights that is kept as the result; 0 to keep the last step's weights.</summary>
    /// <value>0 to below 1. The default value is 0.</value>
    public double AverageDecay { get; init; }

    /// <summary>Epochs without a lower validation loss after which training stops, with the best weights restored; 0 to run all epochs. Needs validation pictures.</summary>
    /// <value>0 or more. The default value is 0.</value>
    public int Patience { get; init; }

    /// <summary>Seed of order, augmentation and dropout.</summary>
    /// <value>The default value is 0.</value>
    public long Seed { get; init; }

    /// <summary>Seconds between two checkpoints, where there is a place for them. Never changes the result.</summary>
    /// <value>Above 0. The default value is 20.</value>
    public double CheckpointSeconds { get; init; } = 20;

    /// <summary>All values that a result depends on, the same on every machine and in every culture.</summary>
    internal string ToJson() => JsonSerializer.Serialize(this with { CheckpointSeconds = 1 }, PositionJson.Default.GradientTrainingOptions);

    /// <summary>Throws unless all values are in range; all problems together.</summary>
    /// <exception cref="ArgumentException">At least one value is not.</exception>
    public void Validate()
    {
        List<string> problems = [.. Optimizer.Problems(), .. Schedule.Problems(), .. Loss.Problems()];
        if (Epochs < 1 || BatchSize < 1 || Patience < 0)
        {
            problems.Add(FormattableString.Invariant($"Epochs is {Epochs}, BatchSize {BatchSize}, Patience {Patience}; at least 1, 1 and 0 are needed"));
        }

        if (!(AverageDecay >= 0 && AverageDecay < 1))
        {
            problems.Add(FormattableString.Invariant($"AverageDecay is {AverageDecay}; it must be 0 or more and below 1"));
        }

        if (!(CheckpointSeconds > 0))
        {
            problems.Add(FormattableString.Invariant($"CheckpointSeconds is {CheckpointSeconds}; it must be above 0"));
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException("Options of gradient training: " + string.Join("; ", problems) + ".");
        }
    }
}
