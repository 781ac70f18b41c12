using System.Text.Json.Serialization;
using MlNetTransfer.Graphs;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Persistence.Archive;

/// <summary>Everything between a file's bytes and the network's input, as the manifest spells it.</summary>
public sealed record PreprocessingDescription
{
    /// <summary>Columns.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Name of a <see cref="Preprocessing.ResizeMode"/>.</summary>
    public required string ResizeMode { get; init; }

    /// <summary>Short side before the centre is cut out; 0 where that does not apply.</summary>
    public required int ShortSide { get; init; }

    /// <summary>Name of an <see cref="Imaging.Interpolation"/>.</summary>
    public required string Interpolation { get; init; }

    /// <summary>Name of an <see cref="Imaging.InverseDct"/>.</summary>
    public required string InverseDct { get; init; }

    /// <summary>Whether large JPEGs are decoded at 1/2, 1/4 or 1/8.</summary>
    /// <value>The default value is false, and left out.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ReducedDecoding { get; init; }

    /// <summary>Whether resized samples stay floats; only <c>Floats</c> is ever written, and needs model format 2.</summary>
    /// <value>The default value is <c>Bytes</c>, and left out.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Samples { get; init; }

    /// <summary>Whether EXIF orientation is passed over; needs model format 2.</summary>
    /// <value>The default value is false, and left out.</value>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IgnoreOrientation { get; init; }

    /// <summary>Red, green, blue of a letterbox's bars.</summary>
    public required IReadOnlyList<int> FillColor { get; init; }

    /// <summary>Red, green, blue, 0 to 255.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Red, green, blue, 0 to 255.</summary>
    public required IReadOnlyList<float> Deviation { get; init; }

    /// <summary><c>RGB</c> or <c>BGR</c>.</summary>
    public required string ColorOrder { get; init; }

    /// <summary><c>NCHW</c> or <c>NHWC</c>.</summary>
    public required string Layout { get; init; }

    /// <summary>Spells a preprocessing out.</summary>
    /// <param name="value">The preprocessing.</param>
    /// <returns>The description.</returns>
    public static PreprocessingDescription From(ImagePreprocessing value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new PreprocessingDescription
        {
            Width = value.Width,
            Height = value.Height,
            ResizeMode = value.ResizeMode.ToString(),
            ShortSide = value.ShortSide,
            Interpolation = value.Interpolation.ToString(),
            InverseDct = value.InverseDct.ToString(),
            ReducedDecoding = value.ReducedDecoding,
            Samples = value.Samples == PixelSamples.Bytes ? null : value.Samples.ToString(),
            IgnoreOrientation = value.IgnoreOrientation,
            FillColor = [value.FillColor.Red, value.FillColor.Green, value.FillColor.Blue],
            Mean = value.Normalization.Mean,
            Deviation = value.Normalization.Deviation,
            ColorOrder = value.Normalization.BlueFirst ? "BGR" : "RGB",
            Layout = value.Normalization.ChannelsLast ? "NHWC" : "NCHW",
        };
    }

    /// <summary>The preprocessing that is spelt out.</summary>
    /// <returns>The preprocessing.</returns>
    /// <exception cref="InvalidModelException">A word or number is none that this version knows.</exception>
    public ImagePreprocessing ToPreprocessing() => new()
    {
        Width = InRange(Width, 1, ImagePreprocessing.LargestSide, nameof(Width)),
        Height = InRange(Height, 1, ImagePreprocessing.LargestSide, nameof(Height)),
        ResizeMode = Parse<ResizeMode>(ResizeMode, nameof(ResizeMode)),
        ShortSide = InRange(ShortSide, 0, ImagePreprocessing.LargestSide, nameof(ShortSide)),
        Interpolation = Parse<Interpolation>(Interpolation, nameof(Interpolation)),
        InverseDct = Parse<InverseDct>(InverseDct, nameof(InverseDct)),
        ReducedDecoding = ReducedDecoding,
        Samples = ParsedSamples(),
        IgnoreOrientation = IgnoreOrientation,
        FillColor = FillColor.Count == 3 && FillColor.All(v => v is >= 0 and <= 255)
            ? new Rgb((byte)FillColor[0], (byte)FillColor[1], (byte)FillColor[2])
            : throw Unknown(nameof(FillColor), string.Join(",", FillColor), "three numbers from 0 to 255"),
        Normalization = new InputNormalization
        {
            Mean = Triple(Mean, nameof(Mean)),
            Deviation = Triple(Deviation, nameof(Deviation)),
            BlueFirst = OneOf(ColorOrder, "RGB", "BGR", nameof(ColorOrder)),
            ChannelsLast = OneOf(Layout, "NCHW", "NHWC", nameof(Layout)),
        },
    };

    /// <summary>The model format that the description needs: 2 where it says what format 1 cannot.</summary>
    internal int FormatVersion() => Samples is null && !IgnoreOrientation ? 1 : 2;

    private PixelSamples ParsedSamples()
    {
        PixelSamples samples = Samples is null ? PixelSamples.Bytes : Parse<PixelSamples>(Samples, nameof(Samples));
        return samples == PixelSamples.Bytes || (ResizeMode == nameof(Preprocessing.ResizeMode.Stretch) && Interpolation == nameof(Imaging.Interpolation.TensorFlowBilinear))
            ? samples
            : throw Unknown(nameof(Samples), $"{Samples} with {ResizeMode} and {Interpolation}", "Bytes there");
    }

    private static int InRange(int value, int low, int high, string name) =>
        value >= low && value <= high ? value
        : throw Unknown(name, FormattableString.Invariant($"{value}"), FormattableString.Invariant($"{low} to {high}"));

    private static T Parse<T>(string text, string name)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: false, out T value) && Enum.IsDefined(value) && value.ToString() == text
            ? value
            : throw Unknown(name, text, string.Join(", ", Enum.GetNames<T>()));

    private static bool OneOf(string text, string no, string yes, string name) =>
        text == yes || (text == no ? false : throw Unknown(name, text, $"{no} or {yes}"));

    private static IReadOnlyList<float> Triple(IReadOnlyList<float> values, string name) =>
        values.Count == 3 && values.All(float.IsFinite) && (name != nameof(Deviation) || values.All(v => v != 0))
            ? values
            : throw Unknown(name, string.Join(",", values), "three finite numbers, a deviation not zero");

    private static InvalidModelException Unknown(string name, string found, string wanted) =>
        new($"manifest.json: preprocessing {name} is '{found}', wanted {wanted}. Was the model written by a newer version? Update, or save it again.");
}
