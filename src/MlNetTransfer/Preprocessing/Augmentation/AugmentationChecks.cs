using System.Globalization;
using MlNetTransfer.Imaging;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>The table of all options with the values that each may have.</summary>
internal static class AugmentationChecks
{
    private const double LargestAngle = 180;
    private const double LargestShear = 60;
    private const double LargestFactor = 3;
    private const double LargestRatio = 10;
    private const double SmallestRatio = 1 / LargestRatio;

    /// <summary>One sentence for each problem.</summary>
    internal static IReadOnlyList<string> FindProblems(AugmentationOptions options)
    {
        List<string> problems = [];
        foreach ((string name, double value) in Probabilities(options))
        {
            if (!(value is >= 0 and <= 1))
            {
                problems.Add(Text($"{name} is {value}, expected a probability from 0 to 1."));
            }
        }

        foreach ((string name, AugmentationRange range, double low, double high) in Ranges(options))
        {
            if (!(range.Probability is >= 0 and <= 1))
            {
                problems.Add(Text($"{name}.Probability is {range.Probability}, expected 0 to 1."));
            }
            else if (range.Probability > 0 && !(range.Low >= low && range.Low <= range.High && range.High <= high))
            {
                problems.Add(Text($"{name} is {range.Low} to {range.High}, expected a range within {low} to {high}, the lower value first."));
            }
        }

        if (!Enum.IsDefined(options.Border))
        {
            problems.Add(Text($"{nameof(options.Border)} is {options.Border}, expected one of {string.Join(", ", Enum.GetNames<BorderFill>())}."));
        }

        return problems;
    }

    /// <summary>All values in a fixed order.</summary>
    internal static IEnumerable<string> Describe(AugmentationOptions options) =>
        Probabilities(options).Select(p => Text($"{p.Name}:{p.Value:R}")).Concat(Ranges(options).Select(r => Text($"{r.Name}:{r.Range}")));

    private static (string Name, double Value)[] Probabilities(AugmentationOptions o) =>
    [
        (nameof(o.HorizontalFlip), o.HorizontalFlip),
        (nameof(o.VerticalFlip), o.VerticalFlip),
        (nameof(o.Grey), o.Grey),
        (nameof(o.TrivialAugment), o.TrivialAugment),
    ];

    private static (string Name, AugmentationRange Range, double Low, double High)[] Ranges(AugmentationOptions o) =>
    [
        (nameof(o.Rotation), o.Rotation, -LargestAngle, LargestAngle),
        (nameof(o.Shear), o.Shear, -LargestShear, LargestShear),
        (nameof(o.VerticalShear), o.VerticalShear, -LargestShear, LargestShear),
        (nameof(o.Zoom), o.Zoom, SmallestRatio, LargestRatio),
        (nameof(o.HorizontalTranslation), o.HorizontalTranslation, -1, 1),
        (nameof(o.VerticalTranslation), o.VerticalTranslation, -1, 1),
        (nameof(o.CropArea), o.CropArea, 0.01, 1),
        (nameof(o.CropAspect), o.CropAspect, SmallestRatio, LargestRatio),
        (nameof(o.Brightness), o.Brightness, 0, LargestFactor),
        (nameof(o.Contrast), o.Contrast, 0, LargestFactor),
        (nameof(o.Saturation), o.Saturation, 0, LargestFactor),
        (nameof(o.Hue), o.Hue, -LargestAngle, LargestAngle),
        (nameof(o.Blur), o.Blur, 0.1, 20),
        (nameof(o.Noise), o.Noise, 0, 128),
        (nameof(o.JpegQuality), o.JpegQuality, 1, 100),
        (nameof(o.ErasingArea), o.ErasingArea, 0.001, 0.9),
        (nameof(o.ErasingAspect), o.ErasingAspect, SmallestRatio, LargestRatio),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
