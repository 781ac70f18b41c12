using MlNetTransfer.Datasets.Caching;

namespace MlNetTransfer.Datasets.Features;

/// <summary>Runs pictures through a network, reading and decoding ahead of it, and takes from the cache what it has seen before.</summary>
public sealed class FeatureExtractor
{
    private readonly FeatureExtractorOptions _options;

    /// <summary>Sets up an extraction.</summary>
    /// <param name="options">Network, preprocessing, cache.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public FeatureExtractor(FeatureExtractorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.FeatureCount);
        options.Stream.Validate();
        _options = options;
    }

    /// <summary>Extracts the features of a listing's pictures.</summary>
    /// <param name="listing">The pictures.</param>
    /// <param name="progress">Told after each batch and at the end.</param>
    /// <param name="cancellationToken">Stops; features extracted so far stay in the cache.</param>
    /// <returns>The features of all usable pictures.</returns>
    /// <exception cref="UnusableDatasetException">Too many pictures had to be skipped.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ExtractedFeatures Extract(
        PictureListing listing, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        FeatureCacheKey key = new()
        {
            Backbone = _options.BackboneIdentity,
            Preprocessing = PreprocessingFingerprint.Of(_options.Stream.Preprocessing, _options.Stream.Views),
            Engine = _options.EngineIdentity,
            FeatureCount = _options.FeatureCount,
        };
        using FeaturePack? pack = _options.Cache?.OpenPack(key);
        ExtractionPass pass = new(_options, listing, pack, progress);
        return pass.Run(cancellationToken);
    }
}
