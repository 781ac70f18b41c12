namespace MlNetTransfer.Evaluation;

/// <summary>Cumulative binomial probabilities, summed term by term in logarithms.</summary>
internal static class BinomialTail
{
    /// <summary>P(X at most <paramref name="successes"/>) of <paramref name="trials"/> with a probability in [0, 1].</summary>
    public static double AtMost(int successes, int trials, double probability)
    {
        if (probability <= 0 || successes >= trials)
        {
            return 1;
        }

        if (probability >= 1)
        {
            return 0;
        }

        double logOdds = Math.Log(probability) - Math.Log(1 - probability);
        double term = trials * Math.Log(1 - probability);
        double[] terms = new double[successes + 1];
        for (int k = 0; k <= successes; k++)
        {
            terms[k] = term;
            term += Math.Log(trials - k) - Math.Log(k + 1.0) + logOdds;
        }

        return Math.Min(1, Math.Exp(SoftmaxFunction.LogSumExp(terms)));
    }
}
