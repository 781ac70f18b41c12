using MlNetTransfer.Runtime;

namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>TrivialAugment's wide space: one of 14 transforms with one of 31 strengths, all equally likely.</summary>
/// <remarks><b>Source</b>: Mueller and Hutter 2021, table 1 (wide); translations of 32 pixels are taken as shares of 224.</remarks>
internal static class TrivialAugmentSpace
{
    /// <summary>Number of transforms, "identity" included.</summary>
    internal const int TransformCount = 14;

    private const int StrengthCount = 31;
    private const double LargestSlope = 0.99;
    private const double LargestChange = 0.99;
    private const double LargestShift = 32.0 / 224;
    private const double LargestTurn = 135;
    private const double DegreesPerRadian = 180 / Math.PI;
    private const int AllBits = 8;
    private const int LostBits = 6;

    /// <summary>Adds one transform to what was drawn.</summary>
    internal static AugmentationDraw Add(AugmentationDraw draw, SeededRandom random)
    {
        int transform = random.NextInt32(TransformCount);
        double strength = random.NextInt32(StrengthCount) / (StrengthCount - 1.0);
        double signed = random.NextInt32(2) == 0 ? strength : -strength;
        return transform switch
        {
            0 => draw with { Shear = Math.Atan(signed * LargestSlope) * DegreesPerRadian },
            1 => draw with { VerticalShear = Math.Atan(signed * LargestSlope) * DegreesPerRadian },
            2 => draw with { HorizontalTranslation = signed * LargestShift },
            3 => draw with { VerticalTranslation = signed * LargestShift },
            4 => draw with { Rotation = signed * LargestTurn },
            5 => draw with { Brightness = 1 + (signed * LargestChange) },
            6 => draw with { Saturation = 1 + (signed * LargestChange) },
            7 => draw with { Contrast = 1 + (signed * LargestChange) },
            8 => draw with { Sharpness = 1 + (signed * LargestChange) },
            9 => draw with { PosterizeBits = AllBits - (int)Math.Round(strength * LostBits) },
            10 => draw with { SolarizeThreshold = (int)Math.Round((1 - strength) * byte.MaxValue) },
            11 => draw with { AutoContrast = true },
            12 => draw with { Equalize = true },
            _ => draw,
        };
    }
}
