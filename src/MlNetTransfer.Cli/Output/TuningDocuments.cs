namespace MlNetTransfer.Cli.Output;

/// <summary>What fine-tuning did and whether it was worth it, in <c>train --json</c>.</summary>
internal sealed record TuningDocument
{
    public required string Chosen { get; init; }

    public required IReadOnlyList<RungDocument> Rungs { get; init; }

    public required IReadOnlyList<MovedBlockDocument> Blocks { get; init; }

    public string? FrozenHashBefore { get; init; }

    public string? FrozenHashAfter { get; init; }

    public TuningRunDocument? Training { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }
}

/// <summary>One rung of the ladder, judged on pictures that it did not learn from.</summary>
internal sealed record RungDocument
{
    public required string Name { get; init; }

    public required long MovingParameters { get; init; }

    public required int Epochs { get; init; }

    public required double Accuracy { get; init; }

    public required double AccuracyLow { get; init; }

    public required double AccuracyHigh { get; init; }

    public required double LogLoss { get; init; }

    public required double Temperature { get; init; }

    public required double Share { get; init; }

    public ComparisonDocument? Comparison { get; init; }

    public required bool Accepted { get; init; }

    public required string Reason { get; init; }

    public required double Seconds { get; init; }

    public double? ImagesPerSecond { get; init; }
}

/// <summary>A rung beside the best one before it, picture by picture.</summary>
internal sealed record ComparisonDocument(int Count, int OnlyBeforeRight, int OnlyThisRight, double McNemarP, double LogLossGain, double? LogLossGainError);

/// <summary>A block of the plan; how far it went where it could move.</summary>
internal sealed record MovedBlockDocument(string Name, string? Label, int Depth, long Parameters, long MovingParameters, double? Change, double? Length);

/// <summary>The last training.</summary>
internal sealed record TuningRunDocument(int BestEpoch, long Steps, double Seconds, double? ImagesPerSecond, IReadOnlyList<EpochDocument> Epochs);

/// <summary>One epoch of it.</summary>
internal sealed record EpochDocument(int Epoch, double Loss, double Accuracy, double LearningRate, double? ValidationLoss, double? ValidationAccuracy);

/// <summary>A block that freeze plans can name, in <c>inspect --json</c>.</summary>
internal sealed record BlockDocument(string Name, string? Label, int Depth, long Parameters, long NormAndBias);
