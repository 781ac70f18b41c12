using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Cli.Output;

/// <summary>Output of <c>train --find-learning-rate --json</c>, and a part of <c>train --json</c>.</summary>
internal sealed record LearningRateDocument
{
    public string Schema { get; init; } = "mlnet-transfer/learning-rate/1";

    public required double Suggestion { get; init; }

    public required double Steepest { get; init; }

    public required double TenthOfLowest { get; init; }

    public required bool Diverged { get; init; }

    public required string Reason { get; init; }

    public required IReadOnlyList<LearningRatePoint> Points { get; init; }
}
