using System.Text.Json;
using System.Text.Json.Serialization;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>The manifest as JSON: generated code, unknown and repeated fields refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 32,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    private const string Name = "manifest.json";

    /// <summary>The canonical bytes of a manifest.</summary>
    public static byte[] Write(ModelManifest manifest)
    {
        ModelManifest canonical = manifest with
        {
            Metrics = new SortedDictionary<string, double>(manifest.Metrics.ToDictionary(), StringComparer.Ordinal),
            Head = manifest.Head with { Settings = new SortedDictionary<string, string>(manifest.Head.Settings.ToDictionary(), StringComparer.Ordinal) },
        };
        return JsonSerializer.SerializeToUtf8Bytes(canonical, Default.ModelManifest);
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="InvalidModelException">It is no manifest, or of a newer version.</exception>
    public static ModelManifest Read(string source, ReadOnlySpan<byte> json)
    {
        try
        {
            CheckVersion(source, json);
            ModelManifest manifest = JsonSerializer.Deserialize(json, Default.ModelManifest)
                ?? throw Broken(source, "it is the word null", null);
            return manifest;
        }
        catch (JsonException exception)
        {
            throw Broken(source, exception.Message, exception);
        }
    }

    /// <summary>Looks at the version before anything else: a newer manifest may look quite different.</summary>
    private static void CheckVersion(string source, ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(json, new JsonReaderOptions { MaxDepth = 32 });
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("format", out JsonElement format) || format.ValueKind != JsonValueKind.String || !format.ValueEquals(Archive.ModelManifest.FormatName)
            || !root.TryGetProperty("formatVersion", out JsonElement version) || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out int number))
        {
            throw Broken(source, $"it does not say \"format\": \"{Archive.ModelManifest.FormatName}\" and a \"formatVersion\"", null);
        }

        if (number > Archive.ModelManifest.CurrentFormatVersion)
        {
            string writer = root.TryGetProperty("libraryVersion", out JsonElement library) && library.ValueKind == JsonValueKind.String
                ? library.GetString()! : "a newer version";
            throw new InvalidModelException(FormattableString.Invariant(
                $"{source}: written by {writer} in model format {number}; this is {LibraryInformation.Version}, which reads up to format {Archive.ModelManifest.CurrentFormatVersion}: update MlNetTransfer."))
            { Node = Name };
        }

        if (number < 1)
        {
            throw Broken(source, FormattableString.Invariant($"its formatVersion is {number}"), null);
        }
    }

    private static InvalidModelException Broken(string source, string found, Exception? cause) =>
        new($"{source}: manifest.json is not readable: {found}. Copy the model again from where it was made.", cause!) { Node = Name };
}
