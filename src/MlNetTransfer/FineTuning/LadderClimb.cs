using System.Diagnostics;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Graphs;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>Climbs from the frozen head to training everything, as far as each rung is credibly better on pictures that it has not learnt from.</summary>
/// <remarks>
/// Every fold walks the same path: a head fitted without it, then each accepted rung's weights. A rung's scores, pooled over all folds and calibrated by one
/// temperature, are compared picture by picture with the best so far: it is kept where the mean log-loss falls by more than 1.645 standard errors (95 %, one-sided),
/// 2.128 as long as the frozen head is the best (95 % that none of three rungs leaves it by chance: Bonferroni), and not clearly fewer pictures are right (McNemar's
/// exact p above 0.5). A rung whose first folds show no gain at all is left there. A rung without gain is stepped over, since more of the network can gain where
/// less does not. The accepted path is then walked again on all pictures, its last rung several times: the mean of these weights is kept (<see cref="ModelSoup"/>).
/// </remarks>
internal sealed class LadderClimb
{
    private const double OneSided95 = 1.645;

    // 95 % for the best of three, one-sided.
    private const double OneSided95OfThree = 2.128;

    // A few pictures fewer among many that changed sides say nothing.
    private const double LikelyChance = 0.5;

    private static readonly double[] Shares = [1, 0.5];

    private readonly LadderSetup _setup;
    private readonly LadderMemory _memory;
    private readonly IReadOnlyList<int> _folds;
    private readonly List<string> _notes = [];

    public LadderClimb(LadderSetup setup, string identity)
    {
        _setup = setup;
        ExtractedFeatures extracted = setup.Pictures.Extracted;
        _folds = StratifiedFolds.Create(extracted.Labels, extracted.Contents, extracted.Paths, setup.FoldCount, setup.Seed);
        _memory = new LadderMemory(setup.Checkpoints, identity + "\nfolds " + RowsHash.Of([.. _folds]));
    }

    private IReadOnlyList<int> Labels => _setup.Pictures.Extracted.Labels;

    /// <summary>Climbs, from the checkpoint where there is one.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; a checkpoint was written where there is a place for it.</exception>
    public LadderResult Run(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        TuningNetwork[] networks = [.. Enumerable.Range(0, _setup.FoldCount).Select(fold => FoldStart(fold, cancellationToken))];
        PooledScores best = PooledScores.Of(StartScores(networks, cancellationToken), Labels);
        List<RungReport> reports = [Describe("frozen head", best, Stopwatch.GetElapsedTime(start).TotalSeconds) with { IsAccepted = true, Reason = "the start" }];
        LadderBudget budget = new(_setup, _memory, _folds);
        IReadOnlyList<Rung> rungs = budget.Affordable(networks[0], _notes, cancellationToken);
        List<(Rung Rung, double Share)> path = [];
        foreach (Rung rung in rungs)
        {
            (RungReport report, PooledScores scores, TuningNetwork[] tuned) = Try(rung, networks, best, path.Count == 0, cancellationToken);
            reports.Add(report);
            _setup.Log("rung " + rung.Name, new TrainingEvent("rung", path.Count, [new("logLoss", report.LogLoss), new("accuracy", report.Accuracy.Value), new("accepted", report.IsAccepted ? 1 : 0)]));
            if (report.IsAccepted)
            {
                (best, networks) = (scores, tuned);
                path.Add((rung, report.Share));
            }
        }

        LadderRefit refit = new(_setup, _memory, _notes);
        (TunedNetwork? last, double temperature) = refit.Run(path, FinalTemperature(reports[0].Temperature, best.Temperature), cancellationToken);
        return new LadderResult(last?.Network, last, best, temperature, reports, _notes);
    }

    /// <summary>
    /// Folds lack pictures, and whole series of them, that the final network has seen: what they say of probabilities is too timid. How much so shows in the frozen head, whose
    /// scores are calibrated by exact leave-one-out and would need 1 there. New pictures may be like the learnt ones or of a new series: the middle (geometric) is taken.
    /// </summary>
    internal static double FinalTemperature(double frozen, double best) => best / Math.Sqrt(Math.Max(1, frozen));

    private (RungReport Report, PooledScores Scores, TuningNetwork[] Networks) Try(
        Rung rung, TuningNetwork[] networks, PooledScores best, bool isFrozen, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        networks = rung.ReplacesHead ? [.. Enumerable.Range(0, networks.Length).Select(fold => _setup.HiddenStart!(Inside(fold)))] : networks;
        FeatureMatrix[] scores = [.. Shares.Select(_ => new FeatureMatrix(Labels.Count, _setup.Pictures.ClassCount))];
        Graph[] ends = new Graph[networks.Length];
        (double rate, long moving) = (0, 0);
        try
        {
            for (int fold = 0; fold < networks.Length; fold++)
            {
                (ends[fold], rate, moving) = TrainFold(rung, fold, networks[fold], cancellationToken);
                ScoreFold(rung, fold, (networks[fold], ends[fold]), scores, cancellationToken);
                if (fold + 1 < networks.Length
                    && RungJudgement.Of(scores, best, Labels, Rows(row => _folds[row] <= fold)) is { Comparison.LogLossDifference: <= 0 } soFar)
                {
                    string stopped = FormattableString.Invariant($"stopped after fold {fold + 1} of {networks.Length}, no gain so far: {Figures(soFar.Comparison)}");
                    return (Describe(rung, soFar, start) with { MovingCount = moving, ImagesPerSecond = rate, Reason = stopped }, best, networks);
                }
            }
        }
        catch (TrainingDivergedException diverged)
        {
            // What was best before stands.
            double lost = Stopwatch.GetElapsedTime(start).TotalSeconds;
            return (Describe(rung.Name, best, lost) with { Epochs = rung.Recipe.Training.Epochs, Reason = diverged.Message }, best, networks);
        }

        RungJudgement judgement = RungJudgement.Of(scores, best, Labels, Rows(_ => true));
        (bool accepted, string reason) = Decide(judgement.Comparison, isFrozen);
        RungReport report = Describe(rung, judgement, start) with { MovingCount = moving, ImagesPerSecond = rate, IsAccepted = accepted, Reason = reason };
        double share = report.Share;
        TuningNetwork[] tuned = [.. networks.Select((n, fold) => n with { Graph = GraphBlend.Of(n.Graph, ends[fold], share) })];
        return (report, judgement.Scores, tuned);
    }

    private static RungReport Describe(Rung rung, RungJudgement judgement, long start) =>
        Describe(rung.Name, judgement.Scores, Stopwatch.GetElapsedTime(start).TotalSeconds) with
        {
            Epochs = rung.Recipe.Training.Epochs,
            Share = Shares[judgement.Chosen],
            Comparison = judgement.Comparison,
        };

    /// <summary>Whether a rung, the second of the two compared, is kept, and why.</summary>
    internal static (bool Accepted, string Reason) Decide(PairedComparison comparison, bool isFrozen)
    {
        double gain = comparison.LogLossDifference;
        double needed = isFrozen ? OneSided95OfThree : OneSided95;
        bool credible = gain > needed * comparison.LogLossStandardError;
        int net = comparison.OnlySecondRight - comparison.OnlyFirstRight;
        return credible && (net >= 0 || comparison.McNemarP > LikelyChance)
            ? (true, "credible gain: " + Figures(comparison))
            : credible
            ? (false, "fewer pictures right: " + Figures(comparison))
            : (false, FormattableString.Invariant($"no credible gain: {Figures(comparison)}; needed: {needed:F2} standard errors of log-loss"));
    }

    private static string Figures(PairedComparison comparison)
    {
        double change = 0 - Math.Round(comparison.LogLossDifference, 4);
        int net = comparison.OnlySecondRight - comparison.OnlyFirstRight;
        return FormattableString.Invariant(
            $"log-loss {change:+0.0000;-0.0000} ± {comparison.LogLossStandardError:F4}, {net:+0;-0;0} pictures right (McNemar p {comparison.McNemarP:F3})");
    }

    private (Graph End, double Rate, long Moving) TrainFold(Rung rung, int fold, TuningNetwork start, CancellationToken cancellationToken)
    {
        string name = FormattableString.Invariant($"{rung.Name}, fold {fold + 1} of {_setup.FoldCount}");
        string rateName = name + "/rate";
        string movingName = name + "/moving";
        if (_memory.WithChanges(name, start.Graph) is { } known)
        {
            return (known, _memory.Remembered(rateName, () => 0), (long)_memory.Remembered(movingName, () => 0));
        }

        TunedNetwork tuned = NetworkTuning.Train(start, rung.Recipe, _setup.StartTask(name, Inside(fold), _memory), cancellationToken);
        _memory.SetChanges(name, start.Graph, tuned.Network.Graph);
        double rate = _memory.Remembered(rateName, () => tuned.Training.ImagesPerSecond);
        double moving = _memory.Remembered(movingName, () => tuned.Plan.MovingCount);
        return (tuned.Network.Graph, rate, (long)moving);
    }

    private void ScoreFold(Rung rung, int fold, (TuningNetwork Start, Graph End) networks, FeatureMatrix[] scores, CancellationToken cancellationToken)
    {
        int[] rows = Outside(fold);
        for (int i = 0; i < Shares.Length; i++)
        {
            string name = FormattableString.Invariant($"{rung.Name}, fold {fold + 1}, share {Shares[i]}");
            float[]? values = _memory.Floats(name);
            if (values is null)
            {
                TuningNetwork blend = networks.Start with { Graph = GraphBlend.Of(networks.Start.Graph, networks.End, Shares[i]) };
                values = ScoredRows.Of(blend.ToInference().Run, _setup.Pictures, rows, cancellationToken).Values.ToArray();
                _memory.Set(name, values);
                _memory.Save();
            }

            Scatter(values, rows, scores[i]);
        }
    }

    private TuningNetwork FoldStart(int fold, CancellationToken cancellationToken)
    {
        HeadOptions options = _setup.Head with { Kind = _setup.FullHead.Kind };
        return _setup.Attach(PartHead.Fit(_setup.Pictures, Inside(fold), options, cancellationToken));
    }

    private FeatureMatrix StartScores(TuningNetwork[] networks, CancellationToken cancellationToken)
    {
        FeatureMatrix scores = new(Labels.Count, _setup.Pictures.ClassCount);
        for (int fold = 0; fold < networks.Length; fold++)
        {
            string name = FormattableString.Invariant($"frozen head, fold {fold + 1}");
            int[] rows = Outside(fold);
            float[] values = _memory.Floats(name) ?? ScoredRows.Of(networks[fold].ToInference().Run, _setup.Pictures, rows, cancellationToken).Values.ToArray();
            _memory.Set(name, values);
            Scatter(values, rows, scores);
        }

        return scores;
    }

    private static void Scatter(float[] values, int[] rows, FeatureMatrix scores)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            values.AsSpan(i * scores.ColumnCount, scores.ColumnCount).CopyTo(scores.Row(rows[i]));
        }
    }

    private static RungReport Describe(string name, PooledScores scores, double seconds) => new()
    {
        Name = name,
        Accuracy = scores.Metrics.Accuracy,
        LogLoss = scores.Metrics.LogLoss,
        Temperature = scores.Temperature,
        IsAccepted = false,
        Reason = "",
        Seconds = seconds,
    };

    private int[] Inside(int fold) => Rows(row => _folds[row] != fold);

    private int[] Outside(int fold) => Rows(row => _folds[row] == fold);

    private int[] Rows(Func<int, bool> are) => [.. Enumerable.Range(0, Labels.Count).Where(are)];
}
