namespace MlNetTransfer.FineTuning;

/// <summary>Turns seconds into epochs, once: the numbers are kept in the checkpoint, so that a resumed climb does the same steps.</summary>
internal sealed class LadderBudget(LadderSetup setup, LadderMemory memory, IReadOnlyList<int> folds)
{
    private const int FewestEpochs = 2;

    /// <summary>The rungs that fit, with as many epochs as fit.</summary>
    /// <param name="network">A fold's network, to measure with.</param>
    /// <param name="notes">Told what was cut.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<Rung> Affordable(TuningNetwork network, List<string> notes, CancellationToken cancellationToken)
    {
        if (setup.BudgetSeconds is not { } seconds)
        {
            return setup.Rungs;
        }

        double[] perEpoch = [.. setup.Rungs.Select(rung => memory.Remembered("seconds/" + rung.Name, () => SecondsPerEpoch(rung, network, cancellationToken)))];
        for (int count = setup.Rungs.Count; count > 0; count--)
        {
            double[] wholes = [.. Enumerable.Range(0, count).Select(i => perEpoch[i] * setup.Rungs[i].Recipe.Training.Epochs)];
            double wanted = wholes.Sum() + (wholes.Max() * (setup.RefitCount - 1) / setup.FoldCount);
            double share = Math.Min(1, seconds / wanted);
            int[] epochs = [.. Enumerable.Range(0, count).Select(i => (int)Math.Floor(share * setup.Rungs[i].Recipe.Training.Epochs))];
            if (epochs.Min() >= FewestEpochs)
            {
                notes.Add(FormattableString.Invariant(
                    $"budget {seconds:F0} s: {string.Join(", ", Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{setup.Rungs[i].Name} {epochs[i]} epochs")))}{(count < setup.Rungs.Count ? "; further rungs do not fit" : "")}"));
                return [.. Enumerable.Range(0, count).Select(i => WithEpochs(setup.Rungs[i], epochs[i]))];
            }
        }

        notes.Add(FormattableString.Invariant($"budget {seconds:F0} s: too short for any training; the frozen head is kept"));
        return [];
    }

    /// <summary>All folds and one training on all pictures: every picture is seen as often as there are folds, one without a label once more.</summary>
    private double SecondsPerEpoch(Rung rung, TuningNetwork network, CancellationToken cancellationToken)
    {
        TuningTask task = new()
        {
            Pictures = setup.Pictures,
            Rows = [.. Enumerable.Range(0, folds.Count)],
            ClassWeights = setup.ClassWeights,
            Name = "measuring " + rung.Name,
            Team = setup.Team,
        };
        double seen = ((double)folds.Count * setup.FoldCount) + ((double)setup.Pictures.UnlabelledCount * (setup.FoldCount + 1));
        return seen / NetworkTuning.MeasureRate(network, rung.Recipe, task, cancellationToken);
    }

    private static Rung WithEpochs(Rung rung, int epochs) =>
        rung with { Recipe = rung.Recipe with { Training = rung.Recipe.Training with { Epochs = epochs } } };
}
