namespace MlNetTransfer.Evaluation;

/// <summary>A share of samples, such as an accuracy, with the interval that its sample size allows.</summary>
public sealed record Proportion
{
    /// <summary>Samples that count as hits.</summary>
    public required int Successes { get; init; }

    /// <summary>All samples, 1 or more.</summary>
    public required int Trials { get; init; }

    /// <summary>Successes / trials.</summary>
    public required double Value { get; init; }

    /// <summary>Lower end of the 95 % interval (Wilson).</summary>
    public required double Lower { get; init; }

    /// <summary>Upper end of the 95 % interval (Wilson).</summary>
    public required double Upper { get; init; }

    /// <summary>Counts with their interval.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <returns>The share and its 95 % Wilson interval.</returns>
    public static Proportion Of(int successes, int trials)
    {
        (double lower, double upper) = BinomialInterval.Wilson(successes, trials);
        return new Proportion { Successes = successes, Trials = trials, Value = (double)successes / trials, Lower = lower, Upper = upper };
    }
}
