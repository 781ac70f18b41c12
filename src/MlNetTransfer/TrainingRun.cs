using System.Diagnostics;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Evaluation;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer;

/// <summary>One training from pictures to a model: features, head, fine-tuning where it is asked for, measuring.</summary>
internal sealed class TrainingRun
{
    private readonly ImageClassificationTrainerOptions _options;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly CancellationToken _cancellationToken;
    private readonly EvaluationRun _run;
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    public TrainingRun(ImageClassificationTrainerOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        _options = options;
        _progress = progress;
        _cancellationToken = cancellationToken;
        _run = new EvaluationRun(options.Reading, progress, cancellationToken);
    }

    /// <summary>Trains.</summary>
    public TrainingResult Execute(LabelledPictures pictures)
    {
        ProgressMeter.Announce("loading the backbone", _progress);
        PretrainedNetwork backbone = PretrainedNetwork.Load(_options, _progress, _cancellationToken);
        TuningTeacher? teacher = Teacher(backbone, pictures);
        double load = _watch.Elapsed.TotalSeconds;
        TrainingFeatures features = Extract(backbone, pictures);
        double extract = _watch.Elapsed.TotalSeconds - load;
        IReadOnlyList<string> warnings = TrainingSetRules.Check(features.Train, _options.Reading.AllowEmptyClasses);
        TrainedHead head = FitHead(features.Train);
        double fit = _watch.Elapsed.TotalSeconds - load - extract;
        FineTuningResult? tuned = _options.FineTuning is null ? null : new FineTuningStage(_options, backbone, head, _progress).Run(features, teacher, _cancellationToken);
        double tune = _watch.Elapsed.TotalSeconds - load - extract - fit;
        (ImageClassifier model, EvaluationReport? validation, EvaluationReport? test) = Measure(backbone, head, tuned, features);
        ClassificationMetrics leftOut = LeftOut(head, tuned, features.Train);
        model = model.WithMetrics(ModelAssembly.Metrics(leftOut, validation, test));
        return new TrainingResult(model, new TrainingReport
        {
            Backbone = backbone.Specification.Name,
            FeatureCount = backbone.FeatureCount,
            Images = features.Train.Report,
            UsedByClass = ModelAssembly.CountByClass(features.Train),
            FromCache = features.Train.FromCache,
            Head = head.Diagnostics,
            FineTuning = tuned?.Report,
            LeftOut = leftOut,
            Validation = validation,
            Test = test,
            Warnings = [.. warnings, .. features.Warnings(), .. _run.CacheWarnings],
            Seconds = new StageSeconds { Load = load, Extract = extract, Head = fit, FineTuning = tune, Total = _watch.Elapsed.TotalSeconds },
        });
    }

    /// <summary>Tries learning rates; trains nothing.</summary>
    public LearningRateSweep FindLearningRate(LabelledPictures pictures)
    {
        ProgressMeter.Announce("loading the backbone", _progress);
        PretrainedNetwork backbone = PretrainedNetwork.Load(_options, _progress, _cancellationToken);
        TuningTeacher? teacher = Teacher(backbone, pictures);
        TrainingFeatures features = Extract(backbone, pictures with { Test = null });
        TrainingSetRules.Check(features.Train, _options.Reading.AllowEmptyClasses);
        return new FineTuningStage(_options, backbone, FitHead(features.Train), _progress).FindLearningRate(features, teacher, _cancellationToken);
    }

    private TuningTeacher? Teacher(PretrainedNetwork backbone, LabelledPictures pictures) =>
        _options.FineTuning?.Teacher is { } taught ? TeacherModel.Load(taught, backbone, pictures.Train.ClassNames) : null;

    private TrainingFeatures Extract(PretrainedNetwork backbone, LabelledPictures pictures)
    {
        ExtractedFeatures train = backbone.Extract(pictures.Train, _run with { Phase = "extracting features" });
        ExtractedFeatures? validation = pictures.Validation is null ? null : backbone.Extract(pictures.Validation, _run with { Phase = "extracting validation features" });
        ExtractedFeatures? test = pictures.Test is null ? null : backbone.Extract(pictures.Test, _run with { Phase = "extracting test features" });
        return new TrainingFeatures(train, validation, test);
    }

    private TrainedHead FitHead(ExtractedFeatures train)
    {
        ProgressMeter.Announce("fitting the head", _progress);
        HeadOptions options = HeadOptionsOf(_options);
        return HeadTrainer.Fit(train.Features, [.. train.Labels], train.Listing.ClassNames.Count, options, progress: null, _cancellationToken);
    }

    /// <summary>The head's options with what the reading decides.</summary>
    internal static HeadOptions HeadOptionsOf(ImageClassificationTrainerOptions options) =>
        options.Head with { AllowEmptyClasses = options.Reading.AllowEmptyClasses, ThreadCount = options.Reading.ThreadCount };

    private (ImageClassifier Model, EvaluationReport? Validation, EvaluationReport? Test) Measure(
        PretrainedNetwork backbone, TrainedHead head, FineTuningResult? tuned, TrainingFeatures features)
    {
        if (tuned?.Network is not { } network)
        {
            ImageClassifier frozen = ModelAssembly.Compose(backbone, head.ToLinear(), features.Train);
            return (frozen, Score(features.Validation), Score(features.Test));

            EvaluationReport? Score(ExtractedFeatures? part) => part is null ? null : ModelAssembly.Score(frozen, part);
        }

        ImageClassifier model = ModelAssembly.ComposeTuned(backbone, network.Graph, tuned, features.Train);
        return (model, Judge(features.Validation, "validation"), Judge(features.Test, "test"));

        EvaluationReport? Judge(ExtractedFeatures? part, string name) =>
            part is null ? null : Evaluator.Run(model, model.Compiled, part.Listing, _run with { Phase = $"judging {name} pictures" });
    }

    private static ClassificationMetrics LeftOut(TrainedHead head, FineTuningResult? tuned, ExtractedFeatures train)
    {
        bool isTuned = tuned is { Network: not null, LeftOut: not null };
        FeatureMatrix probabilities = isTuned ? tuned!.LeftOut! : head.LeftOutProbabilities;
        int[] labels = isTuned ? [.. tuned!.LeftOutLabels] : [.. train.Labels];
        return ClassificationMetrics.Compute(probabilities, labels, train.Listing.ClassNames);
    }
}
