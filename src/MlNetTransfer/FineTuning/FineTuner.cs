using System.Globalization;
using MlNetTransfer.Datasets;
using MlNetTransfer.Graphs.Blocks;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Runtime;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.FineTuning;

/// <summary>Fine-tunes a backbone with its head: by a given plan, or up the ladder.</summary>
internal sealed class FineTuner
{
    private const int FewPictures = 150;

    private readonly FineTuningInput _input;
    private readonly FineTuningOptions _options;
    private readonly ThreadTeam _team;
    private readonly double[] _classWeights;

    public FineTuner(FineTuningInput input, FineTuningOptions options)
    {
        options.Validate();
        _input = input;
        _options = options;
        _team = ThreadTeam.Shared(input.ThreadCount == 0 ? Environment.ProcessorCount : input.ThreadCount);
        _classWeights = WeightsOf(input);
    }

    private IReadOnlyList<string> ClassNames => _input.Pictures.Extracted.Listing.ClassNames;

    private IReadOnlyList<int> Labels => _input.Pictures.Extracted.Labels;

    /// <summary>Pictures of an epoch.</summary>
    private int LearntCount => Labels.Count + _input.Pictures.UnlabelledCount;

    /// <summary>Trains.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; a checkpoint was written where there is a place for it.</exception>
    /// <exception cref="Training.Loop.TrainingDivergedException">The loss left all bounds.</exception>
    public FineTuningResult Run(CancellationToken cancellationToken) =>
        _options.Freeze is { } freeze ? RunPlan(freeze, cancellationToken) : RunLadder(cancellationToken);

    /// <summary>Tries learning rates for the given plan; trains nothing, neither reads nor writes checkpoints.</summary>
    /// <exception cref="ArgumentException">There is no plan: the ladder's rungs have their own rates.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public LearningRateSweep FindLearningRate(CancellationToken cancellationToken)
    {
        Training.Freezing.FreezeOptions freeze = _options.Freeze ?? throw new ArgumentException("Each rung of the ladder has its own learning rate: say in Freeze what is to move.");
        TrainValidationSplit split = Split();
        TuningRecipe recipe = Recipes.For(freeze, _options, LearntCount, ClassNames);
        return TryRates(StartOf(split, cancellationToken), recipe, TaskOf(freeze, split), new LadderMemory(null, ""), cancellationToken);
    }

    private FineTuningResult RunLadder(CancellationToken cancellationToken)
    {
        TuningNetwork start = _input.Attach(_input.FullHead, []);
        int blocks = NetworkBlocks.Find(Graphs.GraphOptimizer.Optimize(start.Graph, Graphs.GraphPasses.None, start.Feature)).Count;
        LadderSetup setup = new()
        {
            Pictures = _input.Pictures,
            Attach = head => _input.Attach(head, []),
            HiddenStart = rows => HiddenHead.Attach(_input, rows, _options, cancellationToken),
            Head = _input.Head,
            FullHead = _input.FullHead,
            Rungs = Recipes.Ladder(_options, blocks, LearntCount, ClassNames),
            FoldCount = _options.FoldCount > 0 ? _options.FoldCount : Labels.Count < FewPictures ? 5 : 3,
            RefitCount = _options.RefitCount,
            Seed = _options.Seed,
            BudgetSeconds = _options.Budget?.TotalSeconds,
            ClassWeights = _classWeights,
            Team = _team,
            Checkpoints = _input.Checkpoints,
            Log = _input.Log,
        };
        LadderResult result = new LadderClimb(setup, Identity(setup.Rungs.Select(r => r.Recipe))).Run(cancellationToken);
        return new FineTuningResult(result.Network, result.Temperature, result.Scores.Probabilities, Labels, new FineTuningReport
        {
            Chosen = result.Rungs.Last(r => r.IsAccepted).Name,
            Rungs = result.Rungs,
            Hidden = result.Network?.Hidden ?? [],
            Blocks = result.Tuned?.Plan.Blocks ?? [],
            Movement = result.Tuned?.Movement,
            Training = result.Tuned?.Training,
            Notes = [.. result.Notes, .. Notes(setup.Rungs[0].Recipe)],
        });
    }

    private FineTuningResult RunPlan(Training.Freezing.FreezeOptions freeze, CancellationToken cancellationToken)
    {
        TuningRecipe recipe = Recipes.For(freeze, _options, LearntCount, ClassNames);
        TrainValidationSplit split = Split();
        TuningPictures judged = _input.Validation ?? _input.Pictures;
        IReadOnlyList<int> judgedRows = _input.Validation is null ? split.Validation : [.. Enumerable.Range(0, _input.Validation.Count)];
        LadderMemory memory = new(_input.Checkpoints, Identity([recipe]));
        memory.StartTask(freeze.ToString());
        TuningTask task = TaskOf(freeze, split) with { Judged = judged, ValidationRows = judgedRows, Checkpoints = _input.Checkpoints is null ? null : memory };
        TuningNetwork start = StartOf(split, cancellationToken);
        LearningRateSweep? rates = _options.FindLearningRate is null ? null : TryRates(start, recipe, task, memory, cancellationToken);
        TunedNetwork tuned = NetworkTuning.Train(start, rates is null ? recipe : recipe.WithLearningRate(rates.Suggestion), task, cancellationToken);
        int[] judgedLabels = [.. judgedRows.Select(row => judged.Extracted.Labels[row])];
        PooledScores? scores = judgedRows.Count == 0
            ? null
            : PooledScores.Of(ScoredRows.Of(tuned.Network.ToInference().Run, judged, judgedRows, cancellationToken), judgedLabels);
        return new FineTuningResult(tuned.Network, scores?.Temperature ?? 1, scores?.Probabilities, judgedLabels, new FineTuningReport
        {
            Chosen = freeze.ToString(),
            Rungs = [],
            Hidden = tuned.Network.Hidden,
            Blocks = tuned.Plan.Blocks,
            Movement = tuned.Movement,
            Training = tuned.Training,
            LearningRates = rates,
            Notes = [.. Notes(recipe), .. ValidationNote(split, judgedRows)],
        });
    }

    private TrainValidationSplit Split() => _input.Validation is null && _options.ValidationFraction > 0
        ? TrainValidationSplit.Create(Labels, _input.Pictures.Extracted.Contents, _input.Pictures.Extracted.Paths, _options.ValidationFraction, _options.Seed)
        : new TrainValidationSplit([.. Enumerable.Range(0, Labels.Count)], []);

    private TuningTask TaskOf(Training.Freezing.FreezeOptions freeze, TrainValidationSplit split) => new()
    {
        Pictures = _input.Pictures,
        Rows = split.Train,
        ClassWeights = _classWeights,
        Name = freeze.ToString(),
        Team = _team,
        Log = what => _input.Log(freeze.ToString(), what),
    };

    /// <summary>Losses are kept in the checkpoint, so that a resumed training has the same rate without trying again.</summary>
    private LearningRateSweep TryRates(TuningNetwork start, TuningRecipe recipe, TuningTask task, LadderMemory memory, CancellationToken cancellationToken)
    {
        const string Part = "learning rates";
        LearningRateSweepOptions options = _options.FindLearningRate ?? new LearningRateSweepOptions();
        float[]? losses = memory.Floats(Part);
        if (losses is null)
        {
            TuningTask trial = task with { Log = what => _input.Log(task.Name + ", trying learning rates", what) };
            losses = NetworkTuning.TryRates(start, recipe, trial, options, cancellationToken);
            memory.Set(Part, losses);
            memory.Save();
        }

        return LearningRateSweep.Of(options, losses);
    }

    /// <summary>The head must not have seen the pictures that choose the best epoch.</summary>
    private TuningNetwork StartOf(TrainValidationSplit split, CancellationToken cancellationToken)
    {
        if (_options.Hidden.Count > 0)
        {
            return HiddenHead.Attach(_input, split.Train, _options, cancellationToken);
        }

        if (split.Validation.Count == 0)
        {
            return _input.Attach(_input.FullHead, []);
        }

        return _input.Attach(PartHead.Fit(_input.Pictures, split.Train, _input.Head with { Kind = _input.FullHead.Kind }, cancellationToken), []);
    }

    private IEnumerable<string> Notes(TuningRecipe recipe)
    {
        if (_input.Pictures.Teacher is { } teacher)
        {
            string sight = teacher.SharesPixels(_input.Pictures.Preprocessing)
                ? "sees the same pixels"
                : FormattableString.Invariant($"sees the same views at its own {teacher.Preprocessing.Width}x{teacher.Preprocessing.Height}");
            LossOptions loss = recipe.Training.Loss;
            yield return FormattableString.Invariant(
                $"taught by {teacher.Name}: weight {loss.DistillationShare}, temperature {loss.DistillationTemperature}{(loss.FeatureMatching > 0 ? FormattableString.Invariant($", features {loss.FeatureMatching}") : "")}; it {sight}{(_input.Pictures.UnlabelledCount > 0 ? FormattableString.Invariant($", and {_input.Pictures.UnlabelledCount} pictures without labels") : "")}");
        }

        foreach (string concern in FlipSafety.FindConcerns(_options.Augmentation ?? Recipes.DefaultAugmentation, ClassNames))
        {
            yield return recipe.Augmentation.HorizontalFlip > 0 ? concern : concern + " Left out here.";
        }
    }

    private static IEnumerable<string> ValidationNote(TrainValidationSplit split, IReadOnlyList<int> judged) =>
        judged.Count == 0 ? ["no validation pictures: the last epoch's weights are kept, and nothing calibrates the probabilities"]
        : split.Validation.Count == 0 ? []
        : [string.Create(CultureInfo.InvariantCulture, $"{split.Validation.Count} of {split.Train.Count + split.Validation.Count} training pictures chose the best epoch and were not learnt from")];

    /// <summary>What a checkpoint must agree in.</summary>
    private string Identity(IEnumerable<TuningRecipe> recipes) => string.Join(
        '\n',
        _input.BackboneIdentity,
        _input.Pictures.Extracted.ComputeFingerprint(),
        (_options with { CheckpointPath = null, LogFolder = null, PictureMemoryBytes = 0, Change = null, Teacher = null }).ToString(),
        _input.Pictures.Teacher?.Identity ?? "",
        _input.Pictures.Unlabelled?.Fingerprint ?? "",
        _input.Head.ToString(),
        string.Join(',', _options.Hidden),
        string.Join('\n', recipes.Select(r => r.Training.ToJson())));

    private static double[] WeightsOf(FineTuningInput input)
    {
        int classes = input.Pictures.ClassCount;
        double[] weights = new double[classes];
        Array.Fill(weights, 1);
        if (input.Head.ClassWeighting == ClassWeighting.Balanced)
        {
            int[] counts = new int[classes];
            foreach (int label in input.Pictures.Extracted.Labels)
            {
                counts[label]++;
            }

            for (int c = 0; c < classes; c++)
            {
                weights[c] = counts[c] == 0 ? 0 : (double)input.Pictures.Count / (classes * counts[c]);
            }
        }

        return weights;
    }
}
