using MlNetTransfer.Evaluation;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.FineTuning;

public sealed class RungJudgementTests
{
    private static readonly int[] Labels = [0, 1, 0, 1, 1, 0];

    [Theory]
    [InlineData(1, 1.2, 1.2)]
    [InlineData(0.8, 1.2, 1.2)]
    [InlineData(4, 1.2, 0.6)]
    public void Folds_of_whole_series_do_not_make_the_final_network_timid(double frozen, double best, double expected) =>
        Assert.Equal(expected, LadderClimb.FinalTemperature(frozen, best), 12);

    [Theory]
    [InlineData(1.8, 0, 1, true, false, "no credible gain")]
    [InlineData(1.8, 0, 1, false, true, "credible gain")]
    [InlineData(2.2, 0, 1, true, true, "credible gain")]
    [InlineData(1.5, 5, 0.1, false, false, "no credible gain")]
    [InlineData(3, -1, 0.9, true, true, "credible gain")]
    [InlineData(3, -8, 0.02, true, false, "fewer pictures right")]
    public void Leaving_the_frozen_head_needs_more_than_climbing_on(double standardErrors, int net, double mcNemarP, bool isFrozen, bool accepted, string reason)
    {
        PairedComparison comparison = new()
        {
            SampleCount = 100,
            OnlyFirstRight = Math.Max(0, -net),
            OnlySecondRight = Math.Max(0, net),
            McNemarP = mcNemarP,
            LogLossDifference = standardErrors * 0.01,
            LogLossStandardError = 0.01,
        };
        (bool decided, string why) = LadderClimb.Decide(comparison, isFrozen);
        Assert.Equal(accepted, decided);
        Assert.StartsWith(reason + ": ", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_judging_rows_count_and_the_lower_log_loss_is_chosen()
    {
        PooledScores best = PooledScores.Of(Scores(0.5f, Labels), Labels);
        FeatureMatrix worse = Scores(-0.5f, Labels);
        FeatureMatrix better = Scores(2f, Labels);
        better.Row(4).Fill(float.NaN);
        better.Row(5).Fill(float.NaN);
        int[] rows = [0, 1, 2, 3];
        RungJudgement judgement = RungJudgement.Of([worse, better], best, Labels, rows);
        Assert.Equal(1, judgement.Chosen);
        Assert.Equal(rows.Length, judgement.Comparison.SampleCount);
        Assert.Equal(rows.Length, judgement.Scores.Probabilities.RowCount);
        PairedComparison expected = PairedComparison.Compute(
            best.Probabilities.Rows(rows), PooledScores.Of(better.Rows(rows), [0, 1, 0, 1]).Probabilities, [0, 1, 0, 1]);
        Assert.Equal(expected, judgement.Comparison);
    }

    /// <summary>Scores that lean to the label by so much, the pictures a little apart.</summary>
    private static FeatureMatrix Scores(float lean, int[] labels)
    {
        FeatureMatrix scores = new(labels.Length, 2);
        for (int i = 0; i < labels.Length; i++)
        {
            scores.Row(i)[labels[i]] = lean + (0.1f * i);
            scores.Row(i)[1 - labels[i]] = 0.3f * (i % 2);
        }

        return scores;
    }
}
