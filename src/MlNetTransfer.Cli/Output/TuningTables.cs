using System.Globalization;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Cli.Output;

/// <summary>What fine-tuning did, as text.</summary>
internal static class TuningTables
{
    /// <summary>Rungs, plan, proof and epochs.</summary>
    public static void Show(Terminal terminal, FineTuningReport report)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        foreach (RungReport rung in report.Rungs)
        {
            Terminal.WriteResult(string.Create(
                c,
                $"rung {rung.Name}: left-out accuracy {rung.Accuracy.Value:P1} ({rung.Accuracy.Lower:P1} to {rung.Accuracy.Upper:P1}), log-loss {rung.LogLoss:F4}, {rung.Seconds:F1} s{Work(rung)}; {(rung.IsAccepted ? "kept" : "not kept")}: {rung.Reason}"));
        }

        if (report.LearningRates is { } rates)
        {
            LearningRateTables.Show(rates);
        }

        if (report.Movement is { } movement)
        {
            Plan(report, movement);
        }

        if (report.Hidden.Count > 0)
        {
            Terminal.WriteResult($"hidden layers of the head: {string.Join(", ", report.Hidden)}");
        }

        foreach (EpochRecord epoch in report.Training?.Epochs ?? [])
        {
            string validation = epoch.ValidationLoss is { } loss ? string.Create(c, $"; validation loss {loss:F4}, accuracy {epoch.ValidationAccuracy:P1}") : "";
            terminal.Say(string.Create(c, $"  epoch {epoch.Epoch + 1}: loss {epoch.Loss:F4}, accuracy {epoch.Accuracy:P1}{validation}"));
        }

        foreach (string note in report.Notes)
        {
            Terminal.WriteResult("note: " + note);
        }
    }

    private static string Work(RungReport rung) =>
        rung.Epochs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({rung.MovingCount:N0} parameters, {rung.Epochs} epochs, {rung.ImagesPerSecond:F0} images/s)");

    private static void Plan(FineTuningReport report, MovementReport movement)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        long moving = report.Blocks.Sum(b => b.MovingCount);
        Terminal.WriteResult(string.Create(c, $"trained {report.Chosen}: {moving:N0} of {report.Blocks.Sum(b => b.ParameterCount):N0} parameters moved; the others are unchanged to the bit (SHA-256 {movement.FrozenHashAfter[..12]})"));
        foreach ((BlockPlan plan, BlockMovement moved) in report.Blocks.Zip(movement.Blocks))
        {
            string label = plan.Label.Length > 0 ? $" ({plan.Label})" : "";
            Terminal.WriteResult(string.Create(
                c, $"  {plan.Name}{label}: {plan.MovingCount:N0} of {plan.ParameterCount:N0}{(plan.MovingCount > 0 ? string.Create(c, $", moved by {moved.Change:G3} of {moved.Length:G4}") : ", frozen")}"));
        }
    }
}
