using MlNetTransfer.Datasets;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer;

/// <summary>How good a model is on labelled pictures.</summary>
public sealed record EvaluationReport
{
    /// <summary>Accuracy and the other figures, each accuracy with its 95 % interval.</summary>
    public required ClassificationMetrics Metrics { get; init; }

    /// <summary>What was found, used and skipped.</summary>
    public required SkipReport Images { get; init; }

    /// <summary>Each used picture with its true and its predicted class, in the listing's order.</summary>
    public required IReadOnlyList<EvaluatedPicture> Pictures { get; init; }

    /// <summary>Time of each stage.</summary>
    public required StageSeconds Seconds { get; init; }

    /// <summary>Number of pictures whose features came from the cache.</summary>
    public int FromCache { get; init; }

    /// <summary>Views of each picture whose probabilities were averaged.</summary>
    /// <value>The default value is <see cref="TestTimeAugmentation.None"/>: the plain picture alone.</value>
    public TestTimeAugmentation TestTimeAugmentation { get; init; }

    /// <summary>What should be looked at, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
