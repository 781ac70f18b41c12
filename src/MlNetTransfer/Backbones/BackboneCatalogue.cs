using System.Text.Json;

namespace MlNetTransfer.Backbones;

/// <summary>Facts about published networks that say nothing about themselves, by the SHA-256 of their files.</summary>
internal static class BackboneCatalogue
{
    private const string Resource = "MlNetTransfer.Backbones.catalogue.json";
    private static readonly Lazy<IReadOnlyDictionary<string, BackboneFacts>> Entries = new(Load);

    /// <summary>SHA-256 of every network that is known.</summary>
    public static IEnumerable<string> Hashes => Entries.Value.Keys;

    /// <summary>Facts about a file; null when it is not known.</summary>
    public static BackboneFacts? Find(string sha256) => Entries.Value.GetValueOrDefault(sha256);

    private static Dictionary<string, BackboneFacts> Load()
    {
        using Stream stream = typeof(BackboneCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        using JsonDocument document = FactsJson.Parse(Resource, bytes);
        Dictionary<string, BackboneFacts> entries = new(StringComparer.Ordinal);
        foreach (JsonElement element in document.RootElement.EnumerateArray())
        {
            Dictionary<string, IReadOnlyList<string>> values = FactsJson.ReadObject(Resource, element);
            entries.Add(values[FactNames.Sha256][0], new BackboneFacts("built-in catalogue", "") { Values = values });
        }

        return entries;
    }
}
