using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Backbones;

/// <summary>Makes a preprocessing of facts. Nothing that changes what the network sees of a pixel is assumed.</summary>
internal static class PreprocessingFacts
{
    private static readonly Dictionary<string, ResizeMode> Resizes = new(StringComparer.Ordinal)
    {
        ["stretch"] = ResizeMode.Stretch,
        ["center-crop"] = ResizeMode.CenterCrop,
        ["letterbox"] = ResizeMode.Letterbox,
    };

    private static readonly Dictionary<string, Interpolation> Interpolations = new(StringComparer.Ordinal)
    {
        ["bilinear"] = Interpolation.Bilinear,
        ["bicubic"] = Interpolation.Bicubic,
        ["tensorflow-bilinear"] = Interpolation.TensorFlowBilinear,
    };

    private static readonly Dictionary<string, InverseDct> Transforms = new(StringComparer.Ordinal)
    {
        ["accurate"] = InverseDct.Accurate,
        ["fast"] = InverseDct.Fast,
    };

    private static readonly Dictionary<string, double> Ranges = new(StringComparer.Ordinal) { ["0..255"] = 1, ["0..1"] = 255 };

    /// <summary>The preprocessing; null when something is missing, which is then added to the list.</summary>
    public static ImagePreprocessing? Resolve(FactStack facts, NetworkInput input, List<string> missing)
    {
        InputNormalization? normalization = Normalization(facts, missing);
        if (normalization is null || input is not { Width: { } width, Height: { } height, ChannelsLast: { } channelsLast })
        {
            return null;
        }

        double? fraction = facts.Number(FactNames.CropFraction);
        int shortSide = facts.Size(FactNames.ShortSide)
            ?? (fraction is > 0 and <= 1 ? (int)Math.Round(Math.Min(width, height) / fraction.Value, MidpointRounding.AwayFromZero) : 0);
        ResizeMode resize = facts.Choice(FactNames.Resize, Resizes) ?? ResizeMode.Stretch;
        return new ImagePreprocessing
        {
            Width = width,
            Height = height,
            ResizeMode = resize,
            ShortSide = resize == ResizeMode.CenterCrop ? shortSide : 0,
            Interpolation = facts.Choice(FactNames.Interpolation, Interpolations) ?? Interpolation.Bilinear,
            InverseDct = facts.Choice(FactNames.InverseDct, Transforms) ?? InverseDct.Accurate,
            Normalization = normalization with { ChannelsLast = channelsLast },
        };
    }

    private static InputNormalization? Normalization(FactStack facts, List<string> missing)
    {
        (float[] Values, BackboneFacts Source)? mean = facts.Triple(FactNames.Mean);
        (float[] Values, BackboneFacts Source)? deviation = facts.Triple(FactNames.Deviation);
        if (mean is null || deviation is null)
        {
            missing.Add($"How pixels become its input: give --preprocessing {PreprocessingConventions.Names}, "
                + "or --mean R,G,B --std R,G,B --value-range 0..1 (or 0..255)");
            return null;
        }

        if (deviation.Value.Values.Contains(0f))
        {
            throw facts.Wrong(FactNames.Deviation, ["0"], deviation.Value.Source, "numbers other than 0");
        }

        double? meanScale = ScaleOf(facts, mean.Value.Source);
        double? deviationScale = ScaleOf(facts, deviation.Value.Source);
        float[] unclear = [.. meanScale is null ? mean.Value.Values : [], .. deviationScale is null ? deviation.Value.Values : []];
        if (unclear.Length > 0 && unclear.All(value => Math.Abs(value) <= 1))
        {
            missing.Add("Whether mean and std count in 0..1 or in 0..255: give --value-range 0..1 or --value-range 0..255");
            return null;
        }

        bool blueFirst = facts.Choice(FactNames.ColorOrder, new Dictionary<string, bool> { ["RGB"] = false, ["BGR"] = true }) ?? false;
        return new InputNormalization
        {
            Mean = Scaled(mean.Value.Values, meanScale),
            Deviation = Scaled(deviation.Value.Values, deviationScale),
            BlueFirst = blueFirst,
        };
    }

    /// <summary>What a source's numbers are multiplied by to count in bytes: the caller's word, else the same source's; null when neither says.</summary>
    private static double? ScaleOf(FactStack facts, BackboneFacts source) =>
        facts.Find(FactNames.ValueRange) is not { } fact || (!fact.Source.IsTrusted && !source.Values.ContainsKey(FactNames.ValueRange))
            ? null
            : facts.Choice(FactNames.ValueRange, Ranges, fact.Source.IsTrusted ? fact.Source : source);

    private static float[] Scaled(float[] values, double? scale) => [.. values.Select(value => (float)(value * (scale ?? 1)))];
}
