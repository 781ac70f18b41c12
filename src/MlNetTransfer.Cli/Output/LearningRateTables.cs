using System.Globalization;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Cli.Output;

/// <summary>A sweep of learning rates, as text and as a document.</summary>
internal static class LearningRateTables
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    // What is higher than this many first losses has the longest bar.
    private const double Ceiling = 2;

    /// <summary>The curve as a line of bars, a row for each decade, the chosen rate and why.</summary>
    public static void Show(LearningRateSweep sweep)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        IReadOnlyList<LearningRatePoint> points = sweep.Points;
        string end = sweep.HasDiverged ? "then the loss left all bounds" : "to the end";
        Terminal.WriteResult(string.Create(c, $"learning rates {points[0].Rate:G2} to {points[^1].Rate:G2}, {points.Count} steps, {end}"));
        Terminal.WriteResult(Line(points));
        double next = 0;
        foreach (LearningRatePoint point in points)
        {
            if (point.Rate >= next || point == points[^1])
            {
                Terminal.WriteResult(string.Create(c, $"  rate {point.Rate,-8:G2} loss {point.Loss,9:F4}, smoothed {point.Smoothed,9:F4}"));
                next = point.Rate * 9.99;
            }
        }

        Terminal.WriteResult(string.Create(c, $"learning rate {sweep.Suggestion:G3}: {sweep.Reason}"));
    }

    /// <summary>The same for programs.</summary>
    public static LearningRateDocument Document(LearningRateSweep sweep) => new()
    {
        Suggestion = sweep.Suggestion,
        Steepest = sweep.Steepest,
        TenthOfLowest = sweep.TenthOfLowest,
        Diverged = sweep.HasDiverged,
        Reason = sweep.Reason,
        Points = sweep.Points,
    };

    private static string Line(IReadOnlyList<LearningRatePoint> points)
    {
        double low = points.Min(p => p.Smoothed);
        double high = Math.Max(points[0].Smoothed, Math.Min(points.Max(p => p.Smoothed), Ceiling * points[0].Smoothed));
        return string.Concat(points.Select(p => Bars[(int)Math.Clamp((p.Smoothed - low) / Math.Max(high - low, double.Epsilon) * Bars.Length, 0, Bars.Length - 1)]));
    }
}
