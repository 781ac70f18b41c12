using System.Globalization;
using System.Text.Json;
using MlNetTransfer.Backbones.Published;

namespace MlNetTransfer.Backbones;

/// <summary>Facts about published networks that say nothing about themselves, by name and by the SHA-256 of their files.</summary>
internal static class BackboneCatalogue
{
    private const string Resource = "MlNetTransfer.Backbones.catalogue.json";
    private static readonly Lazy<IReadOnlyList<PublishedBackbone>> Entries = new(Load);
    private static readonly Lazy<IReadOnlyDictionary<string, BackboneFacts>> ByHash = new(() =>
        Published.Where(entry => entry.Sha256 is not null).ToDictionary(entry => entry.Sha256!, Facts, StringComparer.Ordinal));

    /// <summary>Every network, in the catalogue's order.</summary>
    public static IReadOnlyList<PublishedBackbone> Published => Entries.Value;

    /// <summary>SHA-256 of every network whose file is known to the byte.</summary>
    public static IEnumerable<string> Hashes => ByHash.Value.Keys;

    /// <summary>Facts about a file; null when it is not known.</summary>
    public static BackboneFacts? Find(string sha256) => ByHash.Value.GetValueOrDefault(sha256);

    /// <summary>Facts about a network by name.</summary>
    public static BackboneFacts Facts(PublishedBackbone backbone) => new("built-in catalogue", "") { Values = backbone.Facts };

    private static List<PublishedBackbone> Load()
    {
        using Stream stream = typeof(BackboneCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing from the assembly.");
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        using JsonDocument document = FactsJson.Parse(Resource, bytes);
        return [.. document.RootElement.EnumerateArray().Select(Read)];
    }

    private static PublishedBackbone Read(JsonElement element)
    {
        Dictionary<string, IReadOnlyList<string>> values = FactsJson.ReadObject(Resource, element, FactNames.Catalogue);
        string? Text(string name) => values.TryGetValue(name, out IReadOnlyList<string>? texts) ? texts[0] : null;
        return new PublishedBackbone
        {
            Name = values[FactNames.Name][0],
            FileName = values[FactNames.File][0],
            Family = values[FactNames.Family][0],
            Source = values[FactNames.Source][0],
            License = values[FactNames.License][0],
            Sha256 = Text(FactNames.Sha256),
            Bytes = Text(FactNames.Bytes) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null,
            Addresses = [.. values[FactNames.Addresses].Select(address => new Uri(address))],
            Note = Text(FactNames.Note) ?? "",
            Facts = values,
        };
    }
}
