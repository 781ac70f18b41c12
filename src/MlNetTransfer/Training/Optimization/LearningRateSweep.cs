using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Training.Optimization;

/// <summary>Losses at rising learning rates, and which rate they speak for.</summary>
/// <remarks>
/// <b>Source</b>: Smith 2017, "Cyclical learning rates", section 3.3 (range test); the stop at four times the lowest loss, the steepest fall and a tenth of the lowest point
/// are fastai's rules (Howard and Gugger 2020). Different here: losses are paired with the untouched network's on the same batches, and so smoothed over fewer steps.
/// </remarks>
public sealed record LearningRateSweep
{
    // Mean over about ten steps, 0.6 decades by default: pairing has taken the batches' own differences away.
    private const double Keep = 0.9;
    private const double Diverged = 4;

    // A fall of less than this share of the first loss is none.
    private const double Noticeable = 0.01;

    // Half the width, in steps, over which a fall is measured, 0.7 decades in all by default: what a few steps gain on a few batches says little.
    private const int Reach = 6;

    /// <summary>The steps that were made, rates rising.</summary>
    public required IReadOnlyList<LearningRatePoint> Points { get; init; }

    /// <summary>The rate to train with: <see cref="Steepest"/>, or where no rate lowers the loss, a tenth of the largest one that does not raise it.</summary>
    public required double Suggestion { get; init; }

    /// <summary>The rate at which the smoothed loss falls fastest along the logarithm of the rate.</summary>
    public required double Steepest { get; init; }

    /// <summary>A tenth of the rate with the lowest smoothed loss: the careful choice.</summary>
    public required double TenthOfLowest { get; init; }

    /// <summary>Whether the loss left all bounds before the highest rate.</summary>
    public required bool HasDiverged { get; init; }

    /// <summary>Why <see cref="Suggestion"/> is what it is, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether a loss is so far above the lowest one, and above the first, that higher rates need not be tried.</summary>
    internal static bool IsBeyond(double smoothed, double lowest, double first) => !double.IsFinite(smoothed) || smoothed > Math.Max(Diverged * lowest, first);

    /// <summary>The next smoothed loss: an exponential mean that starts at the first loss.</summary>
    internal static double Smooth(double? before, double loss) => before is { } mean ? (Keep * mean) + ((1 - Keep) * loss) : loss;

    /// <summary>Judges losses.</summary>
    /// <param name="options">The rates.</param>
    /// <param name="losses">Paired losses of the steps that were made, in order; at least one.</param>
    internal static LearningRateSweep Of(LearningRateSweepOptions options, ReadOnlySpan<float> losses)
    {
        List<LearningRatePoint> points = [];
        bool diverged = false;
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < losses.Length && !diverged; i++)
        {
            double smoothed = Smooth(points.Count == 0 ? null : points[^1].Smoothed, losses[i]);
            lowest = Math.Min(lowest, smoothed);
            diverged = IsBeyond(smoothed, lowest, losses[0]);
            if (double.IsFinite(smoothed))
            {
                points.Add(new LearningRatePoint(options.RateAt(i), losses[i], smoothed));
            }
        }

        return Judge(points) with { HasDiverged = diverged };
    }

    private static LearningRateSweep Judge(List<LearningRatePoint> points)
    {
        if (points.Count == 0)
        {
            throw new TrainingDivergedException("The loss is no number before the first step of the sweep. Look at the pictures, or at the weights of the backbone.");
        }

        int low = Enumerable.Range(0, points.Count).MinBy(i => points[i].Smoothed);
        int steep = Enumerable.Range(0, low + 1).MinBy(i => Slope(points, i));
        double first = points[0].Smoothed;
        double tenth = points[low].Rate / 10;
        if (points[low].Smoothed > first - (Noticeable * Math.Abs(first)))
        {
            int last = points.FindLastIndex(p => p.Smoothed <= first + (Noticeable * Math.Abs(first)));
            double safe = points[Math.Max(0, last)].Rate / 10;
            return Made(points, (safe, safe, safe), FormattableString.Invariant(
                $"no rate lowered the loss of {first:F4} by a hundredth: little is left to learn here; a tenth of the rate {points[Math.Max(0, last)].Rate:G3} above which it rises"));
        }

        double steepest = points[steep].Rate;
        return Made(points, (steepest, steepest, tenth), FormattableString.Invariant(
            $"the loss falls fastest there; it is lowest, {points[low].Smoothed:F4} after {first:F4}, at {points[low].Rate:G3} (a tenth of that is the careful choice)"));
    }

    private static LearningRateSweep Made(List<LearningRatePoint> points, (double Suggestion, double Steepest, double Tenth) rates, string reason) => new()
    {
        Points = points,
        Suggestion = rates.Suggestion,
        Steepest = rates.Steepest,
        TenthOfLowest = rates.Tenth,
        HasDiverged = false,
        Reason = reason,
    };

    /// <summary>Change of the smoothed loss for each factor e of the rate.</summary>
    private static double Slope(List<LearningRatePoint> points, int index)
    {
        (LearningRatePoint from, LearningRatePoint to) = (points[Math.Max(0, index - Reach)], points[Math.Min(points.Count - 1, index + Reach)]);
        return from.Rate == to.Rate ? 0 : (to.Smoothed - from.Smoothed) / Math.Log(to.Rate / from.Rate);
    }
}
