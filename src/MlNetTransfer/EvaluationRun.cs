using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Datasets.Streaming;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer;

/// <summary>What one pass over pictures is told besides the pictures.</summary>
internal sealed record EvaluationRun(PictureReadingOptions Options, IProgress<TrainingProgress>? Progress, CancellationToken CancellationToken)
{
    /// <summary>Name of the pass for progress.</summary>
    public string Phase { get; init; } = "evaluating";

    /// <summary>Views of each picture whose probabilities are averaged.</summary>
    public TestTimeAugmentation Views { get; init; }

    /// <summary>How pictures are streamed for a network.</summary>
    public PictureStreamOptions StreamOptions(ImagePreprocessing preprocessing) => new()
    {
        Preprocessing = preprocessing,
        Views = Views,
        BatchSize = Options.BatchSize,
        WorkerCount = Options.ThreadCount,
        Decode = Options.Decode,
        AcceptDamaged = Options.AcceptDamaged,
        MaxSkippedFraction = Options.MaxSkippedFraction,
    };

    /// <summary>The feature cache of this run, or null when none is wanted.</summary>
    public FeatureCache? Cache { get; } = Options.Cache is null ? null : new FeatureCache(Options.Cache);

    /// <summary>Why the cache could not be used, if so: the work goes on without it, but not silently.</summary>
    public IEnumerable<string> CacheWarnings => Cache?.Notice is { } notice ? [notice] : [];
}
