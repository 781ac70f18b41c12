namespace MlNetTransfer.Evaluation;

/// <summary>95 % intervals for a share of independent samples.</summary>
/// <remarks>
/// Wilson's score interval (1927) covers close to 95 % on average and is what metrics show; Clopper and Pearson's (1934) covers at least
/// 95 % always and is wider. Comparison: Brown, Cai, DasGupta, "Interval Estimation for a Binomial Proportion", 2001.
/// </remarks>
public static class BinomialInterval
{
    /// <summary>97.5 % point of the standard normal distribution.</summary>
    private const double Normal975 = 1.959963984540054;

    private const double Tail = 0.025;

    /// <summary>Computes Wilson's interval.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <returns>Ends in [0, 1].</returns>
    public static (double Lower, double Upper) Wilson(int successes, int trials)
    {
        Check(successes, trials);
        double n = trials;
        double share = successes / n;
        double square = Normal975 * Normal975;
        double centre = (share + (square / (2 * n))) / (1 + (square / n));
        double half = Normal975 / (1 + (square / n)) * Math.Sqrt((share * (1 - share) / n) + (square / (4 * n * n)));
        return (successes == 0 ? 0 : Math.Max(0, centre - half), successes == trials ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>Computes Clopper and Pearson's exact interval.</summary>
    /// <param name="successes">0 to <paramref name="trials"/>.</param>
    /// <param name="trials">1 or more.</param>
    /// <returns>Ends in [0, 1].</returns>
    public static (double Lower, double Upper) ClopperPearson(int successes, int trials)
    {
        Check(successes, trials);

        // P(X >= successes) grows with the share, P(X <= successes) falls with it.
        double lower = successes == 0 ? 0 : Bisect(p => BinomialTail.AtMost(trials - successes, trials, 1 - p) < Tail);
        double upper = successes == trials ? 1 : Bisect(p => BinomialTail.AtMost(successes, trials, p) > Tail);
        return (lower, upper);
    }

    private static double Bisect(Func<double, bool> isBelow)
    {
        (double low, double high) = (0, 1);
        for (int step = 0; step < 60; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = isBelow(middle) ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private static void Check(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
