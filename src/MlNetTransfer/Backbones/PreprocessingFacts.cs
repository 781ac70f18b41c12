using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Backbones;

/// <summary>Makes a preprocessing of facts. Nothing that changes what the network sees of a pixel is assumed.</summary>
internal static class PreprocessingFacts
{
    private static readonly Dictionary<string, ResizeMode> Resizes = new(StringComparer.Ordinal)
    {
        ["stretch"] = ResizeMode.Stretch, ["center-crop"] = ResizeMode.CenterCrop, ["letterbox"] = ResizeMode.Letterbox,
    };

    private static readonly Dictionary<string, Interpolation> Interpolations = new(StringComparer.Ordinal)
    {
        ["bilinear"] = Interpolation.Bilinear, ["bicubic"] = Interpolation.Bicubic, ["tensorflow-bilinear"] = Interpolation.TensorFlowBilinear,
    };

    private static readonly Dictionary<string, InverseDct> Transforms = new(StringComparer.Ordinal)
    {
        ["accurate"] = InverseDct.Accurate, ["fast"] = InverseDct.Fast,
    };

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

        double? scale = facts.Choice(FactNames.ValueRange, new Dictionary<string, double> { ["0..255"] = 1, ["0..1"] = 255 });
        if (scale is null && LooksLikeFractions(mean.Value.Values, deviation.Value.Values))
        {
            missing.Add("Whether mean and std count in 0..1 or in 0..255: give --value-range 0..1 or --value-range 0..255");
            return null;
        }

        bool blueFirst = facts.Choice(FactNames.ColorOrder, new Dictionary<string, bool> { ["RGB"] = false, ["BGR"] = true }) ?? false;
        return new InputNormalization
        {
            Mean = [.. mean.Value.Values.Select(value => (float)(value * (scale ?? 1)))],
            Deviation = [.. deviation.Value.Values.Select(value => (float)(value * (scale ?? 1)))],
            BlueFirst = blueFirst,
        };
    }

    /// <summary>Whether the numbers make sense for pixels of 0 to 1: then the range must be said.</summary>
    private static bool LooksLikeFractions(float[] mean, float[] deviation) =>
        mean.All(value => Math.Abs(value) <= 1) && deviation.All(value => Math.Abs(value) <= 1);
}
