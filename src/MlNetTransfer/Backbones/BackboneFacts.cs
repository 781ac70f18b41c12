using System.Globalization;

namespace MlNetTransfer.Backbones;

/// <summary>What one source says about a network, as lists of texts by fact name.</summary>
/// <param name="Origin">The source, for messages.</param>
/// <param name="Folder">Folder that file names in the facts start from.</param>
internal sealed record BackboneFacts(string Origin, string Folder)
{
    private static readonly char[] LineEnds = ['\r', '\n'];

    /// <summary>The facts.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; init; }

    /// <summary>Whether file names in the facts may lead out of the folder: the caller's own may, a file's may not.</summary>
    public bool IsTrusted { get; init; }

    /// <summary>Facts of ONNX metadata: lists are separated by commas, or by line ends where there are any.</summary>
    public static BackboneFacts FromMetadata(IReadOnlyDictionary<string, string> metadata, string folder) =>
        new("metadata of the network", folder)
        {
            Values = metadata.ToDictionary(fact => fact.Key, fact => Split(fact.Value), StringComparer.Ordinal),
        };

    /// <summary>Facts that the caller states.</summary>
    public static BackboneFacts FromOverrides(BackboneOverrides overrides)
    {
        Dictionary<string, IReadOnlyList<string>> values = new(StringComparer.Ordinal);
        Add(values, FactNames.Preprocessing, overrides.Preprocessing);
        Add(values, FactNames.ValueRange, overrides.ValueRange);
        Add(values, FactNames.InputWidth, overrides.Width?.ToString(CultureInfo.InvariantCulture));
        Add(values, FactNames.InputHeight, overrides.Height?.ToString(CultureInfo.InvariantCulture));
        Add(values, FactNames.InputLayout, overrides.Layout);
        Add(values, FactNames.ColorOrder, overrides.ColorOrder);
        Add(values, FactNames.Resize, overrides.Resize);
        Add(values, FactNames.Interpolation, overrides.Interpolation);
        Add(values, FactNames.Input, overrides.Input);
        Add(values, FactNames.Features, overrides.Features);
        Add(values, FactNames.Logits, overrides.Logits);
        Add(values, FactNames.Labels, overrides.LabelsFile);
        Add(values, FactNames.BackgroundClass, overrides.BackgroundClass);
        AddNumbers(values, FactNames.Mean, overrides.Mean);
        AddNumbers(values, FactNames.Deviation, overrides.Deviation);
        return new BackboneFacts("flags", "") { Values = values, IsTrusted = true };
    }

    private static IReadOnlyList<string> Split(string text) =>
        text.IndexOfAny(LineEnds) >= 0
            ? [.. text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0)]
            : [.. text.Split(',').Select(part => part.Trim())];

    private static void Add(Dictionary<string, IReadOnlyList<string>> values, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            values.Add(name, [value]);
        }
    }

    private static void AddNumbers(Dictionary<string, IReadOnlyList<string>> values, string name, IReadOnlyList<float>? numbers)
    {
        if (numbers is { Count: > 0 })
        {
            values.Add(name, [.. numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture))]);
        }
    }
}
