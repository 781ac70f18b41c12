namespace MlNetTransfer.Backbones.Published;

/// <summary>A pretrained network that can be had by name.</summary>
public sealed record PublishedBackbone
{
    internal const string MlNetFamily = "ML.NET";

    /// <summary>Its name, such as <c>MobilenetV2</c>; the case does not matter.</summary>
    public required string Name { get; init; }

    /// <summary>Name of its file, here and at every mirror.</summary>
    public required string FileName { get; init; }

    /// <summary>Who publishes it: <c>ML.NET</c> or <c>ONNX Model Zoo</c>.</summary>
    public required string Family { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>Terms of its weights.</summary>
    public required string License { get; init; }

    /// <summary>SHA-256 of its file, 64 lower-case hexadecimal digits; null when nobody publishes it: then it is recorded at the first use.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Length of its file; null when unknown. Known wherever <see cref="Sha256"/> is.</summary>
    public long? Bytes { get; init; }

    /// <summary>Official addresses in the order they are tried.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>What to know before using it; empty when there is nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>What the catalogue states about it, under the names of sidecar files.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<string>> Facts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Every network that is known by name: ML.NET's four architectures, then the ONNX Model Zoo's ImageNet classifiers.</summary>
    public static IReadOnlyList<PublishedBackbone> All => BackboneCatalogue.Published;

    /// <summary>Finds a network by name.</summary>
    /// <param name="name">The name; upper and lower case count the same.</param>
    /// <returns>Null when there is none of that name.</returns>
    public static PublishedBackbone? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return All.FirstOrDefault(b => b.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }
}
