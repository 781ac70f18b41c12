namespace MlNetTransfer.Training.Optimization;

/// <summary>The learning rate over time.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The form.</summary>
    /// <value>The default value is <see cref="ScheduleKind.Cosine"/>.</value>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Cosine;

    /// <summary>Share of all steps at the start in which the rate rises in a line from 0; not used by <see cref="ScheduleKind.OneCycle"/>, which has its own.</summary>
    /// <value>0 to 1. The default value is 0.05.</value>
    public double WarmUpShare { get; init; } = 0.05;

    /// <summary>What <see cref="ScheduleKind.Step"/>, <see cref="ScheduleKind.Exponential"/> and <see cref="ScheduleKind.ReduceOnPlateau"/> multiply by.</summary>
    /// <value>Above 0, at most 1. The default value is 0.1.</value>
    public double Factor { get; init; } = 0.1;

    /// <summary>Epochs between two steps of <see cref="ScheduleKind.Step"/>.</summary>
    /// <value>1 or more. The default value is 5.</value>
    public int StepEpochs { get; init; } = 5;

    /// <summary>Epochs without a lower validation loss before <see cref="ScheduleKind.ReduceOnPlateau"/> lowers the rate.</summary>
    /// <value>1 or more. The default value is 3.</value>
    public int PlateauEpochs { get; init; } = 3;

    /// <summary>Share of the rate that <see cref="ScheduleKind.Cosine"/> ends at.</summary>
    /// <value>0 to 1. The default value is 0.</value>
    public double FinalShare { get; init; }

    /// <summary>Problems of these values, one sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach ((string name, double value) in new[] { (nameof(WarmUpShare), WarmUpShare), (nameof(FinalShare), FinalShare) })
        {
            if (!(value >= 0 && value <= 1))
            {
                yield return FormattableString.Invariant($"{name} is {value}; it must be 0 to 1");
            }
        }

        if (!(Factor > 0 && Factor <= 1))
        {
            yield return FormattableString.Invariant($"Factor is {Factor}; it must be above 0 and at most 1");
        }

        if (StepEpochs < 1 || PlateauEpochs < 1)
        {
            yield return FormattableString.Invariant($"StepEpochs is {StepEpochs} and PlateauEpochs {PlateauEpochs}; both must be 1 or more");
        }
    }
}
