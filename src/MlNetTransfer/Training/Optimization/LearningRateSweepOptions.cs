namespace MlNetTransfer.Training.Optimization;

/// <summary>How learning rates are tried before a training.</summary>
public sealed record LearningRateSweepOptions
{
    /// <summary>First rate.</summary>
    /// <value>Above 0. The default value is 1e-6.</value>
    public double Lowest { get; init; } = 1e-6;

    /// <summary>Last rate, where the loss does not leave all bounds before.</summary>
    /// <value>Above <see cref="Lowest"/>. The default value is 1.</value>
    public double Highest { get; init; } = 1;

    /// <summary>Steps from the first rate to the last, each rate the same multiple of the one before.</summary>
    /// <value>20 or more. The default value is 100.</value>
    public int StepCount { get; init; } = 100;

    /// <summary>Different batches that are gone through again and again; each is run once without a step, so that easy and hard batches can be told from good and bad rates.</summary>
    /// <value>1 or more. The default value is 20.</value>
    public int BatchCount { get; init; } = 20;

    /// <summary>The rate of a step.</summary>
    internal double RateAt(int step) => Lowest * Math.Pow(Highest / Lowest, (double)step / (StepCount - 1));

    /// <summary>Problems of these values, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!(Lowest > 0 && Highest > Lowest) || !double.IsFinite(Highest))
        {
            yield return FormattableString.Invariant($"the sweep of learning rates goes from {Lowest} to {Highest}; both must be above 0, the second one larger");
        }

        if (StepCount < 20 || BatchCount < 1)
        {
            yield return FormattableString.Invariant($"the sweep of learning rates has {StepCount} steps and {BatchCount} batches; at least 20 and 1 are needed");
        }
    }
}
