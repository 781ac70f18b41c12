using MlNetTransfer.Evaluation;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>A rung's scores of some pictures beside the best so far.</summary>
/// <param name="Chosen">Which of the scores has the lowest log-loss.</param>
/// <param name="Scores">These, calibrated by one temperature.</param>
/// <param name="Comparison">With the best so far; <see cref="PairedComparison.SampleCount"/> pictures judge.</param>
internal sealed record RungJudgement(int Chosen, PooledScores Scores, PairedComparison Comparison)
{
    /// <summary>Judges.</summary>
    /// <param name="scores">Scores of all pictures, one candidate each; only the judging rows are read.</param>
    /// <param name="best">The best so far, of all pictures.</param>
    /// <param name="labels">Labels of all pictures.</param>
    /// <param name="rows">The pictures that judge.</param>
    public static RungJudgement Of(IReadOnlyList<FeatureMatrix> scores, PooledScores best, IReadOnlyList<int> labels, IReadOnlyList<int> rows)
    {
        int[] judging = [.. rows.Select(row => labels[row])];
        PooledScores[] pooled = [.. scores.Select(s => PooledScores.Of(s.Rows(rows), judging))];
        int chosen = Enumerable.Range(0, pooled.Length).MinBy(i => pooled[i].Metrics.LogLoss);
        return new RungJudgement(chosen, pooled[chosen], PairedComparison.Compute(best.Probabilities.Rows(rows), pooled[chosen].Probabilities, judging));
    }
}
