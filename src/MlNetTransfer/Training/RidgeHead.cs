namespace MlNetTransfer.Training;

/// <summary>Chooses the strength of ridge by the exact leave-one-out log-loss of calibrated scores.</summary>
/// <remarks>Log-loss rather than accuracy, since it moves with every sample and not only where the answer flips.</remarks>
internal static class RidgeHead
{
    /// <summary>Most leave-one-out scores that are held at a time; more strengths are done one group after another.</summary>
    private const long ScoresAtATime = 1 << 25;

    /// <summary>Tries all strengths; the best one's scores and, for people, the losses of all.</summary>
    public static FittedScores Select(RidgeFactorization ridge, HeadProblem problem, IReadOnlyList<double> strengths, CancellationToken cancellationToken)
    {
        double[] sorted = [.. strengths.Distinct().Order()];
        int group = (int)Math.Clamp(ScoresAtATime / Math.Max(1L, (long)problem.RowCount * problem.ClassCount), 1, sorted.Length);
        FittedScores? best = null;
        foreach (double[] part in sorted.Chunk(group))
        {
            double[][] scores = ridge.LeaveOneOut([.. part.Select(strength => strength * problem.RowCount)], cancellationToken);
            FittedScores[] fitted = new FittedScores[part.Length];
            IndependentItems.Run(
                ridge.Gemm.Team, part.Length, (item, _) => fitted[item] = FittedScores.Of(problem, part[item], scores[item]), cancellationToken);
            foreach (FittedScores candidate in fitted)
            {
                best = best is null || candidate.MeanLoss <= best.MeanLoss ? candidate : best;
            }
        }

        return best!;
    }
}
