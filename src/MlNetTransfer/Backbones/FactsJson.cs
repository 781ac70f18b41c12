using System.Text.Json;
using MlNetTransfer.Graphs;

namespace MlNetTransfer.Backbones;

/// <summary>Reads facts from JSON: one flat object of texts, numbers, truth values and lists of these.</summary>
internal static class FactsJson
{
    private static readonly JsonDocumentOptions Strict = new()
    {
        MaxDepth = 4,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Parses a document.</summary>
    /// <exception cref="InvalidModelException">It is not JSON, or not of the form above.</exception>
    public static JsonDocument Parse(string source, ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (JsonException exception)
        {
            throw new InvalidModelException($"{source}: is not valid JSON: {exception.Message} Correct it.", exception);
        }
    }

    /// <summary>The facts of an object; every name must be known.</summary>
    public static Dictionary<string, IReadOnlyList<string>> ReadObject(string source, JsonElement element, IReadOnlySet<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidModelException($"{source}: holds {element.ValueKind}, wanted one object with names and values (docs/bring-your-own-backbone.md).");
        }

        List<string> unknown = [.. element.EnumerateObject().Select(p => p.Name).Where(name => !known.Contains(name))];
        if (unknown.Count > 0)
        {
            throw new InvalidModelException(
                $"{source}: unknown name(s) {string.Join(", ", unknown.Take(10).Select(n => $"'{n}'"))}. Known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        }

        return element.EnumerateObject().ToDictionary(p => p.Name, p => ReadValues(source, p), StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> ReadValues(string source, JsonProperty property) =>
        property.Value.ValueKind == JsonValueKind.Array
            ? [.. property.Value.EnumerateArray().Select(value => ReadValue(source, property.Name, value))]
            : [ReadValue(source, property.Name, property.Value)];

    private static string ReadValue(string source, string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => throw new InvalidModelException($"{source}: '{name}' holds {value.ValueKind}, wanted a text, a number, or a list of them."),
    };
}
