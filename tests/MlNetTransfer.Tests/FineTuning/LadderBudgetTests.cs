using MlNetTransfer.FineTuning;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.Training.Loop;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Tests.FineTuning;

/// <summary>Seconds to epochs, with measured seconds of an epoch given: 2, 4 and 10 for three rungs of 10 epochs, 160 in all.</summary>
public sealed class LadderBudgetTests
{
    private static readonly (string Name, double Seconds)[] Measured = [("norm-and-bias", 2), ("last-2", 4), ("all", 10)];

    [Theory]
    [InlineData(1000, "norm-and-bias 10 epochs, last-2 10 epochs, all 10 epochs", 10, 10, 10)]
    [InlineData(160, "norm-and-bias 10 epochs, last-2 10 epochs, all 10 epochs", 10, 10, 10)]
    [InlineData(80, "norm-and-bias 5 epochs, last-2 5 epochs, all 5 epochs", 5, 5, 5)]
    [InlineData(24, "norm-and-bias 4 epochs, last-2 4 epochs; further rungs do not fit", 4, 4)]
    [InlineData(5, "norm-and-bias 2 epochs; further rungs do not fit", 2)]
    public void Rungs_that_fit_get_the_same_share_of_their_epochs(int seconds, string note, params int[] epochs)
    {
        List<string> notes = [];
        IReadOnlyList<Rung> rungs = Affordable(seconds, Memory(new MemoryCheckpoints()), notes);
        Assert.Equal(epochs, rungs.Select(r => r.Recipe.Training.Epochs));
        Assert.Equal($"budget {seconds} s: {note}", Assert.Single(notes));
        Assert.True(rungs.Zip(Measured, (r, m) => r.Recipe.Training.Epochs * m.Seconds).Sum() <= seconds);
    }

    [Theory]
    [InlineData(1, 160, 10)]
    [InlineData(3, 227, 10)]
    [InlineData(3, 160, 7)]
    public void Further_trainings_of_the_last_rung_are_part_of_the_budget(int refits, int seconds, int epochs) =>
        Assert.Equal([epochs, epochs, epochs], Affordable(seconds, Memory(new MemoryCheckpoints()), [], refits).Select(r => r.Recipe.Training.Epochs));

    [Fact]
    public void A_budget_for_no_training_keeps_the_frozen_head_and_says_so()
    {
        List<string> notes = [];
        Assert.Empty(Affordable(3, Memory(new MemoryCheckpoints()), notes));
        Assert.Contains("too short", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_budget_nothing_is_measured_or_cut()
    {
        List<string> notes = [];
        Assert.Equal([10, 10, 10], Affordable(null, new LadderMemory(null, "x"), notes).Select(r => r.Recipe.Training.Epochs));
        Assert.Empty(notes);
    }

    [Fact]
    public void A_resumed_climb_takes_the_seconds_that_were_measured_first()
    {
        MemoryCheckpoints store = new();
        Memory(store);
        LadderMemory resumed = new(store, "x");
        Assert.Equal([5, 5, 5], Affordable(80, resumed, []).Select(r => r.Recipe.Training.Epochs));
        Assert.Equal(4, resumed.Remembered("seconds/last-2", () => throw new InvalidOperationException("measured again")));
    }

    private static LadderMemory Memory(MemoryCheckpoints store)
    {
        LadderMemory memory = new(store, "x");
        foreach ((string name, double seconds) in Measured)
        {
            memory.Remembered("seconds/" + name, () => seconds);
        }

        return memory;
    }

    /// <summary>Pictures and networks are only looked at to measure, which has been done.</summary>
    private static IReadOnlyList<Rung> Affordable(double? seconds, LadderMemory memory, List<string> notes, int refits = 1)
    {
        LadderSetup setup = new()
        {
            Pictures = null!,
            Attach = _ => throw new InvalidOperationException("a head was asked for"),
            Head = new HeadOptions(),
            FullHead = null!,
            Rungs = [.. Measured.Select(m => new Rung(m.Name, new TuningRecipe { Freeze = FreezeOptions.Parse(m.Name), Training = new GradientTrainingOptions { Epochs = 10 } }))],
            FoldCount = 3,
            RefitCount = refits,
            Seed = 0,
            BudgetSeconds = seconds,
            ClassWeights = [1, 1],
            Team = ThreadTeam.Shared(1),
            Log = (_, _) => { },
        };
        return new LadderBudget(setup, memory, [0, 1, 2]).Affordable(null!, notes, TestContext.Current.CancellationToken);
    }
}
