using MlNetTransfer.Datasets;
using MlNetTransfer.Evaluation;
using MlNetTransfer.FineTuning;

namespace MlNetTransfer;

/// <summary>What a training did and how good its model is.</summary>
public sealed record TrainingReport
{
    /// <summary>Name of the backbone.</summary>
    public required string Backbone { get; init; }

    /// <summary>Length of a feature vector.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>What was found, used and skipped among the pictures to learn from.</summary>
    public required SkipReport Images { get; init; }

    /// <summary>Number of pictures used of each class, in the order of the labels.</summary>
    public required IReadOnlyList<int> UsedByClass { get; init; }

    /// <summary>Number of pictures whose features came from the cache.</summary>
    public required int FromCache { get; init; }

    /// <summary>How the head was learnt and chosen, a line each.</summary>
    public required IReadOnlyList<string> Head { get; init; }

    /// <summary>What fine-tuning did and whether it was worth it; null where the backbone was not to be trained.</summary>
    public FineTuningReport? FineTuning { get; init; }

    /// <summary>Figures on pictures of the training set, each judged by a model that did not learn from it.</summary>
    public required ClassificationMetrics LeftOut { get; init; }

    /// <summary>Figures on the validation part, where there is one.</summary>
    public EvaluationReport? Validation { get; init; }

    /// <summary>Figures on the test part, where there is one.</summary>
    public EvaluationReport? Test { get; init; }

    /// <summary>What should be looked at: classes of one picture, identical files under two labels or in training and test.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Time of each stage.</summary>
    public required StageSeconds Seconds { get; init; }
}
