using System.Security.Cryptography;
using System.Text;

namespace MlNetTransfer.Datasets.Caching;

/// <summary>Everything besides a picture's bytes that its features depend on; features are shared only between equal keys.</summary>
public sealed record FeatureCacheKey
{
    /// <summary>The network: SHA-256 of its file and the name of the value that holds the features.</summary>
    public required string Backbone { get; init; }

    /// <summary>How files become the network's input, as one canonical text.</summary>
    public required string Preprocessing { get; init; }

    /// <summary>Numeric mode, and whatever else of the engine changes bits: its version, the number of lanes.</summary>
    public required string Engine { get; init; }

    /// <summary>Length of a feature vector.</summary>
    public required int FeatureCount { get; init; }

    /// <summary>SHA-256 of all parts, each preceded by its length.</summary>
    internal byte[] ToHash()
    {
        StringBuilder text = new("MlNetTransfer features 1\n");
        foreach (string part in (ReadOnlySpan<string>)[Backbone, Preprocessing, Engine, FeatureCount.ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{part.Length}:{part}\n");
        }

        return SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
