using MlNetTransfer.Graphs;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>Walks the accepted path on all pictures; the last rung several times, from different seeds, and the mean of these weights is the result (<see cref="ModelSoup"/>).</summary>
internal sealed class LadderRefit(LadderSetup setup, LadderMemory memory, List<string> notes)
{
    // Tells the seeds of further trainings from others of the same seed.
    private const long Stream = 0x534F5550;

    // One number is fitted on them and a few means are compared.
    private const int MostJudging = 256;

    /// <summary>Trains.</summary>
    /// <param name="path">The accepted rungs, each with the share of its way that is gone.</param>
    /// <param name="temperature">What scores of a single training are divided by.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The network, null where the path is empty, and what its scores are to be divided by.</returns>
    public (TunedNetwork? Tuned, double Temperature) Run(IReadOnlyList<(Rung Rung, double Share)> path, double temperature, CancellationToken cancellationToken)
    {
        TuningNetwork network = setup.Attach(setup.FullHead);
        int[] all = [.. Enumerable.Range(0, setup.Pictures.Extracted.Labels.Count)];
        for (int step = 0; step < path.Count; step++)
        {
            (Rung rung, double share) = path[step];
            network = rung.ReplacesHead ? setup.HiddenStart!(all) : network;
            if (step == path.Count - 1)
            {
                return LastRung(rung, share, network, all, temperature, cancellationToken);
            }

            TuningNetwork start = network;
            Graph end = SteadyTraining.Run(rung.Name + ", all pictures", rung.Recipe, notes, (name, recipe) => RefitGraph(name, recipe, share, start, all, cancellationToken));
            network = network with { Graph = end };
        }

        return (null, temperature);
    }

    private (TunedNetwork Tuned, double Temperature) LastRung(
        Rung rung, double share, TuningNetwork start, int[] all, double temperature, CancellationToken cancellationToken)
    {
        // The others come first: what is reported of a training is not in the memory that a resumed climb has of finished ones.
        List<TuningNetwork> networks = [];
        int count = setup.RefitCount;
        for (int run = 1; run < count; run++)
        {
            string name = FormattableString.Invariant($"{rung.Name}, all pictures, {run} of {count}");
            try
            {
                networks.Add(start with { Graph = RefitGraph(name, rung.Recipe.WithSeedOf(Stream, run), share, start, all, cancellationToken) });
            }
            catch (TrainingDivergedException diverged)
            {
                notes.Add(name + " is left out: " + diverged.Message);
            }
        }

        string last = count == 1 ? rung.Name + ", all pictures" : FormattableString.Invariant($"{rung.Name}, all pictures, {count} of {count}");
        TunedNetwork tuned = SteadyTraining.Run(last, rung.Recipe, notes, (name, recipe) => NetworkTuning.Train(start, recipe, setup.StartTask(name, all, memory), cancellationToken));
        networks.Insert(0, tuned.Network with { Graph = GraphBlend.Of(start.Graph, tuned.Network.Graph, share) });
        int judging = Math.Min(all.Length, MostJudging);
        int[] rows = [.. Enumerable.Range(0, judging).Select(i => (int)((long)all.Length * i / judging))];
        ModelSoup soup = ModelSoup.Of(networks, temperature, n => ScoredRows.Of(n.ToInference().Run, setup.Pictures, rows, cancellationToken));
        if (networks.Count > 1)
        {
            notes.Add(rung.Name + ": " + soup.Describe(networks.Count));
        }

        return (tuned.With(rung.Name, start.Graph, soup.Network.Graph), temperature * soup.Temperature);
    }

    private Graph RefitGraph(string name, TuningRecipe recipe, double share, TuningNetwork start, int[] all, CancellationToken cancellationToken)
    {
        Graph? end = memory.WithChanges(name, start.Graph);
        if (end is null)
        {
            end = NetworkTuning.Train(start, recipe, setup.StartTask(name, all, memory), cancellationToken).Network.Graph;
            memory.SetChanges(name, start.Graph, end);
            memory.Save();
        }

        return GraphBlend.Of(start.Graph, end, share);
    }
}
