using MlNetTransfer.Evaluation;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.FineTuning;

/// <summary>The mean of the weights of several trainings from one start: one network that answers nearly as all of them together would.</summary>
/// <remarks>
/// <para>Trainings from the same weights mostly end in the same valley of the loss, whose middle is lower than its rims; where a ridge lies between two of them, the mean is
/// worse than either. So the mean is compared with what it stands for, the ensemble (mean scores) of its members, on pictures as they are: it is taken where its probabilities
/// are not farther from the ensemble's (Kullback-Leibler divergence) than those of its members are on average. Else the member whose absence helps most is left out.</para>
/// <para>Means of weights answer more timidly than their members: the scores are to be divided by the temperature that brings them nearest to the ensemble.</para>
/// <para>Source: Wortsman et al., 2022, "Model soups"; ridges: Frankle et al., 2020, "Linear mode connectivity".</para>
/// </remarks>
/// <param name="Members">Which networks are in it.</param>
/// <param name="Network">The mean.</param>
/// <param name="Temperature">What its scores are to be divided by to be as bold as its members'.</param>
/// <param name="Distance">From the ensemble to the mean, in nats.</param>
/// <param name="MemberDistance">From the ensemble to its members, on average.</param>
internal sealed record ModelSoup(IReadOnlyList<int> Members, TuningNetwork Network, double Temperature, double Distance, double MemberDistance)
{
    // Members that agree to the last digits leave rounding alone to compare.
    private const double Rounding = 1e-6;

    private bool IsSound => Members.Count == 1 || Distance <= MemberDistance + Rounding;

    /// <summary>Averages as many of the networks as go together.</summary>
    /// <param name="networks">States of one network, at least one.</param>
    /// <param name="temperature">What their scores are divided by for probabilities.</param>
    /// <param name="score">Scores of the judging pictures by a network.</param>
    public static ModelSoup Of(IReadOnlyList<TuningNetwork> networks, double temperature, Func<TuningNetwork, FeatureMatrix> score)
    {
        if (networks.Count == 1)
        {
            return Single(networks, 0);
        }

        FeatureMatrix[] scores = [.. networks.Select(score)];
        ModelSoup soup = Mix([.. Enumerable.Range(0, networks.Count)]);
        while (!soup.IsSound)
        {
            IReadOnlyList<int> members = soup.Members;
            soup = members.Count == 2
                ? Single(networks, members[0])
                : members.Select(left => Mix([.. members.Where(m => m != left)])).MinBy(s => s.Distance - s.MemberDistance)!;
        }

        return soup;

        ModelSoup Mix(int[] members)
        {
            TuningNetwork mean = networks[members[0]] with { Graph = GraphBlend.Mean([.. members.Select(m => networks[m].Graph)]) };
            double[] ensemble = Probabilities(Mean([.. members.Select(m => scores[m])]), temperature);
            double[] own = ScoredRows.Doubles(score(mean));
            int classes = scores[0].ColumnCount;
            double matched = TemperatureCalibration.Match(new ScoreSet { Scores = own, Labels = new int[own.Length / classes], ClassCount = classes }, ensemble);
            return new ModelSoup(
                members,
                mean,
                matched / temperature,
                Divergence(ensemble, Probabilities((own, classes), matched), classes),
                members.Average(m => Divergence(ensemble, Probabilities((ScoredRows.Doubles(scores[m]), classes), temperature), classes)));
        }
    }

    /// <summary>In words, for reports.</summary>
    public string Describe(int trained) => Members.Count == 1
        ? FormattableString.Invariant($"of {trained} trainings on all pictures one is kept: means of their weights answer otherwise than they do together")
        : FormattableString.Invariant(
            $"the mean of the weights of {Members.Count} of {trained} trainings on all pictures is kept; it answers as they do together within {Distance:F4} nats (each of them: {MemberDistance:F4}), its scores divided by {Temperature:F2}");

    private static ModelSoup Single(IReadOnlyList<TuningNetwork> networks, int index) => new([index], networks[index], 1, 0, 0);

    private static (double[] Values, int Classes) Mean(FeatureMatrix[] scores)
    {
        double[] mean = new double[scores[0].Values.Length];
        foreach (FeatureMatrix matrix in scores)
        {
            ReadOnlySpan<float> values = matrix.Values.Span;
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += values[i] / (double)scores.Length;
            }
        }

        return (mean, scores[0].ColumnCount);
    }

    private static double[] Probabilities((double[] Values, int Classes) scores, double temperature)
    {
        double[] probabilities = Array.ConvertAll(scores.Values, value => value / temperature);
        for (int start = 0; start < probabilities.Length; start += scores.Classes)
        {
            Span<double> row = probabilities.AsSpan(start, scores.Classes);
            SoftmaxFunction.Apply(row, row);
        }

        return probabilities;
    }

    private static double Divergence(double[] from, double[] to, int classes)
    {
        double sum = 0;
        for (int i = 0; i < from.Length; i++)
        {
            sum += from[i] > 0 ? from[i] * Math.Log(from[i] / Math.Max(to[i], ClassificationMetrics.SmallestProbability)) : 0;
        }

        return sum / (from.Length / classes);
    }
}
