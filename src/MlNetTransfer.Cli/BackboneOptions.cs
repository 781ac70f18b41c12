using System.CommandLine;
using System.Globalization;
using MlNetTransfer.Backbones;
using MlNetTransfer.Backbones.Published;

namespace MlNetTransfer.Cli;

/// <summary>Options that name a backbone and say what its file does not.</summary>
internal static class BackboneOptions
{
    public static readonly Option<string> Backbone = new("--backbone", "-b")
    {
        Description = "The pretrained network: an ONNX file, a frozen TensorFlow graph (.pb, .meta), a name that 'backbones list' shows (downloaded once), or 'scattering' (built in, no weights).",
        DefaultValueFactory = _ => Backbones.Backbone.ScatteringName,
    };

    private static readonly Option<string?> Preprocessing = new("--preprocessing") { Description = "A whole convention: torchvision, tensorflow, caffe, unit or raw." };

    private static readonly Option<string?> Mean = new("--mean") { Description = "Subtracted from red,green,blue, such as 123.675,116.28,103.53." };

    private static readonly Option<string?> Deviation = new("--std") { Description = "Divides red,green,blue after the mean." };

    private static readonly Option<string?> ValueRange = new("--value-range") { Description = "What mean and std count in: 0..255 or 0..1." };

    private static readonly Option<string?> Size = new("--size") { Description = "Input size: 224, or WIDTHxHEIGHT." };

    private static readonly Option<string?> Layout = new("--layout") { Description = "NCHW or NHWC." };

    private static readonly Option<string?> ColorOrder = new("--color-order") { Description = "RGB or BGR." };

    private static readonly Option<string?> Resize = new("--resize") { Description = "stretch, center-crop or letterbox." };

    private static readonly Option<string?> Interpolation = new("--interpolation") { Description = "bilinear, bicubic or tensorflow-bilinear." };

    private static readonly Option<string?> Input = new("--input") { Description = "Name of the input, where there are several." };

    private static readonly Option<string?> Features = new("--features") { Description = "Name of the value that holds the features; 'inspect' lists candidates." };

    private static readonly Option<string?> Logits = new("--logits") { Description = "Name of the value that holds the scores of the network's own classes." };

    private static readonly Option<string?> Labels = new("--labels") { Description = "File with the names of the network's own classes, one a line." };

    private static readonly Option<string?> BackgroundClass = new("--background-class") { Description = "'first' when score 0 means none of these, 'none' when no score does." };

    private static readonly Option<bool> Offline = new("--offline") { Description = "Download nothing; fail where a download would be needed." };

    private static readonly Option<string?> Mirror = new("--mirror") { Description = "Address or folder that is asked for networks before the official address; default: MLNETTRANSFER_BACKBONES." };

    private static readonly Option<DirectoryInfo?> StoreFolder = new("--backbone-store") { Description = "Folder of downloaded networks; default: per user." };

    /// <summary>Those that say where networks are looked for by name.</summary>
    public static IReadOnlyList<Option> Store { get; } = [Offline, Mirror, StoreFolder];

    /// <summary>All of them, for a command that takes a backbone.</summary>
    public static IReadOnlyList<Option> All { get; } = [Backbone, .. Facts, .. Store];

    /// <summary>Those that state facts about a network file.</summary>
    public static IReadOnlyList<Option> Facts =>
        [Preprocessing, Mean, Deviation, ValueRange, Size, Layout, ColorOrder, Resize, Interpolation, Input, Features, Logits, Labels, BackgroundClass];

    /// <summary>Where the command line says that networks are looked for by name.</summary>
    public static BackboneStoreOptions StoreOptions(ParseResult parsed) => new()
    {
        Folder = parsed.GetValue(StoreFolder)?.FullName,
        Mirror = parsed.GetValue(Mirror),
        Offline = parsed.GetValue(Offline),
    };

    /// <summary>The store that the command line names.</summary>
    public static BackboneStore OpenStore(ParseResult parsed) => new(StoreOptions(parsed));

    /// <summary>What the command line states about the backbone.</summary>
    public static BackboneOverrides Overrides(ParseResult parsed)
    {
        (int? width, int? height) = ParseSize(parsed.GetValue(Size));
        return new BackboneOverrides
        {
            Preprocessing = parsed.GetValue(Preprocessing),
            Mean = ParseTriple(parsed.GetValue(Mean), "--mean"),
            Deviation = ParseTriple(parsed.GetValue(Deviation), "--std"),
            ValueRange = parsed.GetValue(ValueRange),
            Width = width,
            Height = height,
            Layout = parsed.GetValue(Layout),
            ColorOrder = parsed.GetValue(ColorOrder),
            Resize = parsed.GetValue(Resize),
            Interpolation = parsed.GetValue(Interpolation),
            Input = parsed.GetValue(Input),
            Features = parsed.GetValue(Features),
            Logits = parsed.GetValue(Logits),
            LabelsFile = parsed.GetValue(Labels),
            BackgroundClass = parsed.GetValue(BackgroundClass),
        };
    }

    private static (int? Width, int? Height) ParseSize(string? text)
    {
        if (text is null)
        {
            return (null, null);
        }

        string[] parts = text.Split('x', 'X');
        int[] sizes = [.. parts.Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0 ? size : 0)];
        return sizes is [> 0] or [> 0, > 0] ? (sizes[0], sizes[^1]) : throw new UsageException($"--size is '{text}'; expected 224 or 320x240.");
    }

    private static float[]? ParseTriple(string? text, string option)
    {
        if (text is null)
        {
            return null;
        }

        float[] values = [.. text.Split(',').Select(p => float.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out float v) ? v : float.NaN)];
        return values.Length is 1 or 3 && values.All(float.IsFinite)
            ? values.Length == 1 ? [values[0], values[0], values[0]] : values
            : throw new UsageException($"{option} is '{text}'; expected one number or three separated by commas, red first.");
    }
}
