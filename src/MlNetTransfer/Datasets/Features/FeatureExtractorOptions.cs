using MlNetTransfer.Datasets.Caching;
using MlNetTransfer.Datasets.Streaming;

namespace MlNetTransfer.Datasets.Features;

/// <summary>What makes features of pictures, and where they are kept.</summary>
public sealed record FeatureExtractorOptions
{
    /// <summary>How the pictures are read.</summary>
    public required PictureStreamOptions Stream { get; init; }

    /// <summary>The network. Called by one thread at a time.</summary>
    public required FeatureFunction Network { get; init; }

    /// <summary>Length of a feature vector.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>SHA-256 of the network's file and the name of the value that holds the features.</summary>
    public required string BackboneIdentity { get; init; }

    /// <summary>Numeric mode, and whatever else of the engine changes bits.</summary>
    public required string EngineIdentity { get; init; }

    /// <summary>Where features are kept; null to keep none.</summary>
    /// <value>The default value is null.</value>
    public FeatureCache? Cache { get; init; }
}
