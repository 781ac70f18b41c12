using MlNetTransfer.Backbones;
using MlNetTransfer.Datasets;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer;

/// <summary>Retrains a pretrained network on labelled pictures: features from the backbone, a head in closed form, calibrated probabilities; the backbone too where <see cref="ImageClassificationTrainerOptions.FineTuning"/> says so.</summary>
/// <remarks><b>Threading</b>: a trainer holds options only; any number of trainings may run at once.</remarks>
public sealed class ImageClassificationTrainer
{
    /// <summary>Makes a trainer.</summary>
    /// <param name="options">Backbone, head, reading; null for the defaults. Not changed.</param>
    public ImageClassificationTrainer(ImageClassificationTrainerOptions? options = null) => Options = options ?? new ImageClassificationTrainerOptions();

    /// <summary>The options in force.</summary>
    public ImageClassificationTrainerOptions Options { get; }

    /// <summary>Trains on a folder of class folders, or on a CSV or TSV manifest with the columns path and label.</summary>
    /// <param name="path">The folder or manifest; <c>train</c>, <c>val</c> or <c>validation</c>, and <c>test</c> parts of a folder are recognised.</param>
    /// <param name="testPath">Pictures to measure the model with, where they lie elsewhere; null for the folder's own part, if any.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops; features extracted so far stay in the cache, and a fine-tuning's checkpoint is written where one is kept.</param>
    /// <returns>The model and the report.</returns>
    /// <exception cref="UnusableDatasetException">The pictures cannot be used; all problems together.</exception>
    /// <exception cref="UnresolvedBackboneException">The backbone is not known, or facts about it are missing; the message says which to give.</exception>
    /// <exception cref="Backbones.Published.BackboneUnavailableException">A backbone that was named could not be had; the message says which file to put where.</exception>
    /// <exception cref="Graphs.InvalidModelException">The backbone's file is damaged.</exception>
    /// <exception cref="Graphs.UnsupportedOperatorException">The backbone needs operators that are not supported; all are listed.</exception>
    public TrainingResult Fit(
        string path, string? testPath = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Options.FineTuning?.Validate();
        return Fit(PictureSets.OpenForTraining(path, testPath, Options.Reading), progress, cancellationToken);
    }

    /// <summary>Trains on listed pictures.</summary>
    /// <param name="pictures">What to learn from, and what to measure with.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops; features extracted so far stay in the cache, and a fine-tuning's checkpoint is written where one is kept.</param>
    /// <returns>The model and the report.</returns>
    /// <exception cref="UnusableDatasetException">The pictures cannot be used; all problems together.</exception>
    /// <exception cref="Training.Loop.TrainingDivergedException">The loss of a fine-tuning left all bounds.</exception>
    public TrainingResult Fit(LabelledPictures pictures, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        Options.FineTuning?.Validate();
        return new TrainingRun(Options, progress, cancellationToken).Execute(pictures);
    }

    /// <summary>Tries rising learning rates for what <see cref="FineTuningOptions.Freeze"/> names, on a folder of class folders or a manifest; trains nothing and keeps nothing.</summary>
    /// <param name="path">The folder or manifest, as for <see cref="Fit(string, string?, IProgress{TrainingProgress}?, CancellationToken)"/>.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The losses and the rate that they speak for; the same at any thread count.</returns>
    /// <exception cref="ArgumentException"><see cref="ImageClassificationTrainerOptions.FineTuning"/> does not say what is to move.</exception>
    /// <exception cref="UnusableDatasetException">The pictures cannot be used; all problems together.</exception>
    public LearningRateSweep FindLearningRate(string path, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        CheckPlan();
        return FindLearningRate(PictureSets.OpenForTraining(path, testPath: null, Options.Reading), progress, cancellationToken);
    }

    /// <summary>Tries rising learning rates on listed pictures; trains nothing and keeps nothing.</summary>
    /// <param name="pictures">What to learn from.</param>
    /// <param name="progress">Told now and then.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The losses and the rate that they speak for; the same at any thread count.</returns>
    /// <exception cref="ArgumentException"><see cref="ImageClassificationTrainerOptions.FineTuning"/> does not say what is to move.</exception>
    /// <exception cref="UnusableDatasetException">The pictures cannot be used; all problems together.</exception>
    public LearningRateSweep FindLearningRate(LabelledPictures pictures, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        CheckPlan();
        return new TrainingRun(Options, progress, cancellationToken).FindLearningRate(pictures);
    }

    /// <summary>Learns a head from any embedding vectors, of pictures, texts or sounds; no backbone is involved.</summary>
    /// <param name="features">One vector a row.</param>
    /// <param name="labels">Class of each row, from 0; the largest one gives the number of classes.</param>
    /// <param name="options">Method, class weights, strengths; null for the defaults.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The head with its left-out figures.</returns>
    /// <exception cref="ArgumentException">Counts that do not fit, fewer than two classes, or values that are not finite; all problems together.</exception>
    public static TrainedHead FitHead(
        FeatureMatrix features, ReadOnlySpan<int> labels, HeadOptions? options = null, CancellationToken cancellationToken = default)
    {
        int classCount = 0;
        foreach (int label in labels)
        {
            classCount = Math.Max(classCount, label + 1);
        }

        return HeadTrainer.Fit(features, labels, classCount, options, progress: null, cancellationToken);
    }

    private void CheckPlan()
    {
        if (Options.FineTuning?.Freeze is null)
        {
            throw new ArgumentException(
                "A learning rate is found for one plan: set FineTuning.Freeze to what is to move, such as FreezeOptions.Parse(\"last-3\"). Each rung of the ladder has its own rate.");
        }

        Options.FineTuning.Validate();
    }
}
