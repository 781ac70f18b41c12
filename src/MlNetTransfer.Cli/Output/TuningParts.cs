using MlNetTransfer.Evaluation;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Cli.Output;

/// <summary>From the report of fine-tuning to the document's part.</summary>
internal static class TuningParts
{
    public static TuningDocument Document(FineTuningReport report) => new()
    {
        Chosen = report.Chosen,
        Rungs = [.. report.Rungs.Select(Rung)],
        Blocks = [.. report.Blocks.Select((block, i) => Block(block, report.Movement?.Blocks[i]))],
        FrozenHashBefore = report.Movement?.FrozenHashBefore,
        FrozenHashAfter = report.Movement?.FrozenHashAfter,
        Training = report.Training is { } training ? Run(training) : null,
        Notes = report.Notes,
    };

    /// <summary>A block as <c>inspect</c> lists it; the plan is that of normalisations and biases.</summary>
    public static BlockDocument Block(BlockPlan plan) => new(plan.Name, Label(plan), plan.Depth, plan.ParameterCount, plan.MovingCount);

    private static RungDocument Rung(RungReport rung) => new()
    {
        Name = rung.Name,
        MovingParameters = rung.MovingCount,
        Epochs = rung.Epochs,
        Accuracy = rung.Accuracy.Value,
        AccuracyLow = rung.Accuracy.Lower,
        AccuracyHigh = rung.Accuracy.Upper,
        LogLoss = rung.LogLoss,
        Temperature = rung.Temperature,
        Share = rung.Share,
        Comparison = rung.Comparison is { } comparison ? Comparison(comparison) : null,
        Accepted = rung.IsAccepted,
        Reason = rung.Reason,
        Seconds = rung.Seconds,
        ImagesPerSecond = rung.Epochs > 0 ? Finite(rung.ImagesPerSecond) : null,
    };

    private static ComparisonDocument Comparison(PairedComparison c) =>
        new(c.SampleCount, c.OnlyFirstRight, c.OnlySecondRight, c.McNemarP, c.LogLossDifference, Finite(c.LogLossStandardError));

    private static MovedBlockDocument Block(BlockPlan plan, BlockMovement? movement)
    {
        BlockMovement? moved = plan.MovingCount > 0 ? movement : null;
        return new MovedBlockDocument(plan.Name, Label(plan), plan.Depth, plan.ParameterCount, plan.MovingCount, moved?.Change, moved?.Length);
    }

    private static TuningRunDocument Run(GradientTrainingResult r) => new(
        r.BestEpoch,
        r.Steps,
        r.Seconds,
        Finite(r.ImagesPerSecond),
        [.. r.Epochs.Select(e => new EpochDocument(e.Epoch, e.Loss, e.Accuracy, e.LearningRate, e.ValidationLoss, e.ValidationAccuracy))]);

    private static string? Label(BlockPlan plan) => plan.Label.Length > 0 ? plan.Label : null;

    /// <summary>JSON knows no infinity.</summary>
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
