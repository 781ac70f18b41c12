using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Imaging;

namespace MlNetTransfer;

/// <summary>How sets of pictures are read for training and evaluation.</summary>
public sealed record PictureReadingOptions
{
    /// <summary>Whether damaged pictures are used as far as they could be decoded, instead of being skipped and reported.</summary>
    /// <value>The default value is false.</value>
    public bool AcceptDamaged { get; init; }

    /// <summary>Largest share of pictures that may be skipped before the work fails.</summary>
    /// <value>0 to 1. The default value is 0.1.</value>
    public double MaxSkippedFraction { get; init; } = 0.1;

    /// <summary>Whether class folders may be empty; they keep their label.</summary>
    /// <value>The default value is false.</value>
    public bool AllowEmptyClasses { get; init; }

    /// <summary>Limits for decoding; the inverse transform is the model's.</summary>
    /// <value>The default value is <see cref="DecodeOptions.Default"/>.</value>
    public DecodeOptions Decode { get; init; } = DecodeOptions.Default;

    /// <summary>Number of pictures that the network is given at once. Never changes the answer.</summary>
    /// <value>The default value is 16.</value>
    public int BatchSize { get; init; } = 16;

    /// <summary>Number of threads; 0 for all processors. Never changes the answer.</summary>
    /// <value>The default value is 0.</value>
    public int ThreadCount { get; init; }

    /// <summary>Where extracted features are kept for the next time; null to keep none.</summary>
    /// <value>The default value is the cache of the current user, at most 2 GiB.</value>
    public FeatureCacheOptions? Cache { get; init; } = new();
}
