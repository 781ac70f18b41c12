using MlNetTransfer.Evaluation;

namespace MlNetTransfer.FineTuning;

/// <summary>What one rung of the ladder came to, judged on pictures that the judged model had not learnt from, pooled over all folds.</summary>
/// <remarks>Where the first folds show no gain the others are left out: the figures are those of the pictures judged, <see cref="PairedComparison.SampleCount"/> of <see cref="Comparison"/>.</remarks>
public sealed record RungReport
{
    /// <summary>What moved.</summary>
    public required string Name { get; init; }

    /// <summary>Numbers that moved.</summary>
    public long MovingCount { get; init; }

    /// <summary>Epochs of each training.</summary>
    public int Epochs { get; init; }

    /// <summary>Accuracy with its 95 % interval.</summary>
    public required Proportion Accuracy { get; init; }

    /// <summary>Mean log-loss of the calibrated probabilities.</summary>
    public required double LogLoss { get; init; }

    /// <summary>What the scores are divided by for it.</summary>
    public required double Temperature { get; init; }

    /// <summary>How far between start and end of the training the best weights lie: 1 is the end.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The comparison with the model that was best before; null for the frozen head, and where the training diverged: then the figures are those of the model before.</summary>
    public PairedComparison? Comparison { get; init; }

    /// <summary>Whether the gain is credible and the rung is kept.</summary>
    public required bool IsAccepted { get; init; }

    /// <summary>Why, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Time of all folds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Pictures a second while training.</summary>
    public double ImagesPerSecond { get; init; }
}
