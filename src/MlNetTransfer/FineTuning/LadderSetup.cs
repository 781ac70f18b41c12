using MlNetTransfer.Runtime;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.FineTuning;

/// <summary>What a climb works on.</summary>
internal sealed record LadderSetup
{
    /// <summary>The pictures.</summary>
    public required TuningPictures Pictures { get; init; }

    /// <summary>Puts a linear head on the backbone.</summary>
    public required Func<TrainedHead, TuningNetwork> Attach { get; init; }

    /// <summary>A backbone with hidden layers, fitted on some rows, for rungs that replace the head; null where there is none.</summary>
    public Func<IReadOnlyList<int>, TuningNetwork>? HiddenStart { get; init; }

    /// <summary>How heads are fitted.</summary>
    public required HeadOptions Head { get; init; }

    /// <summary>The head of all pictures.</summary>
    public required TrainedHead FullHead { get; init; }

    /// <summary>The rungs above the frozen head, in order.</summary>
    public required IReadOnlyList<Rung> Rungs { get; init; }

    /// <summary>Number of folds.</summary>
    public required int FoldCount { get; init; }

    /// <summary>Trainings on all pictures at the end, whose weights are averaged.</summary>
    public required int RefitCount { get; init; }

    /// <summary>Seed of the folds.</summary>
    public required long Seed { get; init; }

    /// <summary>Seconds that the climb may take; null for no limit.</summary>
    public double? BudgetSeconds { get; init; }

    /// <summary>Weight of each class.</summary>
    public required double[] ClassWeights { get; init; }

    /// <summary>Threads.</summary>
    public required ThreadTeam Team { get; init; }

    /// <summary>Where checkpoints go; null for none.</summary>
    public ICheckpointStore? Checkpoints { get; init; }

    /// <summary>Told each step and epoch, and what is being done.</summary>
    public required Action<string, TrainingEvent> Log { get; init; }

    /// <summary>A training of the climb, which the memory's checkpoints are of from now on.</summary>
    public TuningTask StartTask(string name, int[] rows, LadderMemory memory)
    {
        memory.StartTask(name);
        return new TuningTask
        {
            Pictures = Pictures,
            Rows = rows,
            ClassWeights = ClassWeights,
            Name = name,
            Team = Team,
            Checkpoints = Checkpoints is null ? null : memory,
            Log = what => Log(name, what),
        };
    }
}
