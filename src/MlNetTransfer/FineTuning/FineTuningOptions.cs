using MlNetTransfer.Execution;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Losses;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.FineTuning;

/// <summary>Whether and how the backbone itself is trained, beside the head.</summary>
/// <remarks>The defaults climb the ladder: frozen head, normalisations and biases, last blocks, everything; each step is kept only where it is credibly better.</remarks>
public sealed record FineTuningOptions
{
    /// <summary>What moves; null to climb the ladder and find out.</summary>
    /// <value>The default value is null.</value>
    public FreezeOptions? Freeze { get; init; }

    /// <summary>Epochs, batch size, optimiser, schedule and loss; null to take them from the number of pictures.</summary>
    /// <value>The default value is null.</value>
    public GradientTrainingOptions? Training { get; init; }

    /// <summary>Changes what is taken from the number of pictures, instead of replacing it; null for nothing.</summary>
    /// <value>The default value is null. Not used where <see cref="Training"/> is given. Must be a pure function.</value>
    public Func<GradientTrainingOptions, GradientTrainingOptions>? Change { get; init; }

    /// <summary>How learning rates are tried before training, which then takes <see cref="LearningRateSweep.Suggestion"/> as its rate; null to take the rate as it is.</summary>
    /// <value>The default value is null. Needs <see cref="Freeze"/>: each rung of the ladder has its own rate.</value>
    public LearningRateSweepOptions? FindLearningRate { get; init; }

    /// <summary>What happens to training pictures; null for medium augmentation without what class names speak against.</summary>
    /// <value>The default value is null.</value>
    public AugmentationOptions? Augmentation { get; init; }

    /// <summary>Mixing of pictures; null for MixUp with alpha 0.2 where blocks are trained, none otherwise. <c>new()</c> mixes nothing.</summary>
    /// <value>The default value is null.</value>
    public PixelMixingOptions? Mixing { get; init; }

    /// <summary>Widths of hidden layers with ReLU between features and classes, such as <c>[1024]</c>; empty for a linear head. Up the ladder a rung of its own, judged like the others.</summary>
    /// <value>Each 1 or more. The default value is empty. They start random (He et al. 2015), the layer above them in closed form.</value>
    public IReadOnlyList<int> Hidden { get; init; } = [];

    /// <summary>Share of the hidden layers' values that is set to zero in each training step; not used without <see cref="Hidden"/>.</summary>
    /// <value>0 to below 1. The default value is 0.2. The saved network has none.</value>
    public double Dropout { get; init; } = 0.2;

    /// <summary>What batch normalisations do.</summary>
    /// <value>The default value is <see cref="BatchNormalizationMode.Frozen"/>.</value>
    public BatchNormalizationMode BatchNormalization { get; init; } = BatchNormalizationMode.Frozen;

    /// <summary>Share of the learning rate that each block has of the one above it.</summary>
    /// <value>Above 0, at most 1. The default value is 0.9.</value>
    public double DepthDecay { get; init; } = 0.9;

    /// <summary>A model whose answers are learnt beside the labels, in every training; null for none.</summary>
    /// <value>The default value is null. Where one is given, its weights stand in place of those in <see cref="LossOptions"/>.</value>
    public TeacherOptions? Teacher { get; init; }

    /// <summary>Time that the ladder may take; turned into epochs once, at the start. Null for no limit.</summary>
    /// <value>The default value is null.</value>
    public TimeSpan? Budget { get; init; }

    /// <summary>Number of parts for the ladder's judgement; 0 for 3, or 5 where there are fewer than 150 pictures.</summary>
    /// <value>0, or 2 or more. The default value is 0.</value>
    public int FoldCount { get; init; }

    /// <summary>Trainings on all pictures that the ladder ends with, from different seeds; the mean of their weights is kept (a model soup, Wortsman et al. 2022). 1 for none.</summary>
    /// <value>1 or more. The default value is 3. Without effect where <see cref="Freeze"/> is given.</value>
    public int RefitCount { get; init; } = 3;

    /// <summary>Share of the training pictures that choose the best epoch where <see cref="Freeze"/> is given and the set has no validation part; 0 to run all epochs.</summary>
    /// <value>0 to below 1. The default value is 0.15.</value>
    public double ValidationFraction { get; init; } = 0.15;

    /// <summary>Seed of folds, order, augmentation and dropout.</summary>
    /// <value>The default value is 0.</value>
    public long Seed { get; init; }

    /// <summary>File that a checkpoint is kept in and resumed from; deleted at the end. Null for none.</summary>
    /// <value>The default value is null.</value>
    public string? CheckpointPath { get; init; }

    /// <summary>Folder for run logs: <c>training.jsonl</c> and a TensorBoard event file. Null for none.</summary>
    /// <value>The default value is null.</value>
    public string? LogFolder { get; init; }

    /// <summary>Bytes of decoded pictures that are kept in memory (as many again of pictures without labels); the others are decoded in every epoch.</summary>
    /// <value>0 or more. The default value is 1 GiB.</value>
    public long PictureMemoryBytes { get; init; } = 1L << 30;

    /// <summary>Throws unless all values are in range; all problems together.</summary>
    /// <exception cref="ArgumentException">At least one value is not.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!(DepthDecay > 0 && DepthDecay <= 1))
        {
            problems.Add(FormattableString.Invariant($"DepthDecay is {DepthDecay}; it must be above 0 and at most 1"));
        }

        if (Budget is { } budget && budget <= TimeSpan.Zero)
        {
            problems.Add($"Budget is {budget}; it must be above 0");
        }

        if (FoldCount is < 0 or 1)
        {
            problems.Add(FormattableString.Invariant($"FoldCount is {FoldCount}; it must be 0, or 2 or more"));
        }

        if (RefitCount < 1)
        {
            problems.Add(FormattableString.Invariant($"RefitCount is {RefitCount}; it must be 1 or more"));
        }

        if (!(ValidationFraction >= 0 && ValidationFraction < 1))
        {
            problems.Add(FormattableString.Invariant($"ValidationFraction is {ValidationFraction}; it must be 0 or more and below 1"));
        }

        if (Hidden.Any(width => width < 1))
        {
            problems.Add($"Hidden is [{string.Join(", ", Hidden)}]; each width must be 1 or more");
        }

        if (!(Dropout >= 0 && Dropout < 1))
        {
            problems.Add(FormattableString.Invariant($"Dropout is {Dropout}; it must be 0 or more and below 1"));
        }

        if (PictureMemoryBytes < 0)
        {
            problems.Add(FormattableString.Invariant($"PictureMemoryBytes is {PictureMemoryBytes}; it must be 0 or more"));
        }

        if (FindLearningRate is not null && Freeze is null)
        {
            problems.Add("FindLearningRate is given without Freeze; each rung of the ladder has its own rate, so say what is to move (last-3, all, ...) or leave it out");
        }

        problems.AddRange(FindLearningRate?.Problems() ?? []);
        problems.AddRange(Augmentation?.FindProblems() ?? []);
        problems.AddRange(Mixing?.FindProblems() ?? []);
        problems.AddRange(Teacher?.Problems() ?? []);
        if (Teacher is { FeatureWeight: > 0 } && Freeze is { Mode: FreezeMode.Head })
        {
            problems.Add("Teacher.FeatureWeight is above 0, but nothing below the features is trained; train blocks too, or leave it at 0");
        }

        Training?.Validate();
        if (problems.Count > 0)
        {
            throw new ArgumentException("Options of fine-tuning: " + string.Join("; ", problems) + ".");
        }
    }
}
