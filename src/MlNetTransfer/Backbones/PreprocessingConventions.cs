namespace MlNetTransfer.Backbones;

/// <summary>Named habits of training code, to be asked for by name.</summary>
internal static class PreprocessingConventions
{
    private static readonly Dictionary<string, Dictionary<string, IReadOnlyList<string>>> Table = new(StringComparer.Ordinal)
    {
        // torchvision's presets: resize the short side to size / 0.875, centre crop, ImageNet statistics on 0..1.
        ["torchvision"] = Facts("0..1", ["0.485", "0.456", "0.406"], ["0.229", "0.224", "0.225"], "RGB", ("resize", "center-crop"), ("crop_fraction", "0.875")),

        // Keras "tf" mode and TF-Slim: -1 to 1.
        ["tensorflow"] = Facts("0..255", ["127.5", "127.5", "127.5"], ["127.5", "127.5", "127.5"], "RGB"),

        // Caffe's reference networks: blue first, channel means of ImageNet (104, 117, 123 in blue, green, red).
        ["caffe"] = Facts("0..255", ["123", "117", "104"], ["1", "1", "1"], "BGR"),

        ["unit"] = Facts("0..255", ["0", "0", "0"], ["255", "255", "255"], "RGB"),
        ["raw"] = Facts("0..255", ["0", "0", "0"], ["1", "1", "1"], "RGB"),
    };

    /// <summary>All names, for messages.</summary>
    public static string Names => string.Join("|", Table.Keys);

    /// <summary>Facts of a convention; null when there is none of that name.</summary>
    public static BackboneFacts? Find(string name, string origin) =>
        Table.TryGetValue(name, out Dictionary<string, IReadOnlyList<string>>? values)
            ? new BackboneFacts($"{origin} (convention {name})", "") { Values = values }
            : null;

    private static Dictionary<string, IReadOnlyList<string>> Facts(
        string range, string[] mean, string[] deviation, string order, params (string Name, string Value)[] others)
    {
        Dictionary<string, IReadOnlyList<string>> facts = new(StringComparer.Ordinal)
        {
            [FactNames.ValueRange] = [range],
            [FactNames.Mean] = mean,
            [FactNames.Deviation] = deviation,
            [FactNames.ColorOrder] = [order],
        };
        foreach ((string name, string value) in others)
        {
            facts.Add(name, [value]);
        }

        return facts;
    }
}
