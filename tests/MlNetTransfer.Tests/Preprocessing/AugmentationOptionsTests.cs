using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;

namespace MlNetTransfer.Tests.Preprocessing;

public sealed class AugmentationOptionsTests
{
    private static readonly ImagePreprocessing Network = new() { Width = 8, Height = 8 };

    [Fact]
    public void All_problems_are_reported_together()
    {
        AugmentationOptions wrong = new()
        {
            HorizontalFlip = 1.5,
            Grey = double.NaN,
            Rotation = new(20, -20),
            Zoom = new(0, 1),
            Blur = new(1, 2, 3),
            Brightness = new(double.NaN, 1),
            Border = (BorderFill)9,
        };
        Assert.Equal(7, wrong.FindProblems().Count);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => Augmenter.Create(wrong, Network));
        Assert.All(wrong.FindProblems(), problem => Assert.Contains(problem, thrown.Message, StringComparison.Ordinal));
        Assert.Empty((wrong with { HorizontalFlip = 1, Grey = 0, Rotation = default, Zoom = new(5, 1, 0), Blur = default, Brightness = default, Border = default }).FindProblems());
    }

    [Fact]
    public void Presets_are_valid_and_told_apart_by_their_fingerprints()
    {
        AugmentationOptions[] presets = [.. AugmentationOptions.PresetNames.Select(AugmentationOptions.FromPreset)];
        Assert.All(presets, p => Assert.Empty(p.FindProblems()));
        Assert.Equal(presets.Length, presets.Select(p => p.Fingerprint).Distinct().Count());
        Assert.Equal(AugmentationOptions.Light, AugmentationOptions.FromPreset("Light"));
        Assert.Contains("light", Assert.Throws<ArgumentException>(() => AugmentationOptions.FromPreset("strong")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_part_of_the_fingerprint()
    {
        AugmentationOptions none = AugmentationOptions.None;
        int properties = typeof(AugmentationOptions).GetProperties().Count(p => p.CanWrite);
        AugmentationRange some = new(1, 2, 0.5);
        AugmentationOptions[] others =
        [
            none with { HorizontalFlip = 0.5 }, none with { VerticalFlip = 0.5 }, none with { Rotation = some }, none with { Shear = some }, none with { VerticalShear = some },
            none with { Zoom = some }, none with { HorizontalTranslation = some }, none with { VerticalTranslation = some }, none with { CropArea = some }, none with { CropAspect = some },
            none with { Brightness = some }, none with { Contrast = some }, none with { Saturation = some }, none with { Hue = some }, none with { Grey = 0.5 },
            none with { Blur = some }, none with { Noise = some }, none with { JpegQuality = some }, none with { ErasingArea = some }, none with { ErasingAspect = some },
            none with { TrivialAugment = 0.5 }, none with { Border = BorderFill.Edge }, none with { BorderColor = new Rgb(1, 0, 0) },
        ];
        Assert.Equal(properties, others.Length);
        Assert.Equal(properties + 1, others.Append(none).Select(o => o.Fingerprint).Distinct().Count());
    }

    [Theory]
    [InlineData(new[] { "turn_left", "turn_right", "straight" }, 0.5, 0, 1)]
    [InlineData(new[] { "TurnLeft", "TurnRight" }, 0.5, 0, 1)]
    [InlineData(new[] { "turn_left", "turn_right" }, 0, 0.5, 0)]
    [InlineData(new[] { "thumb up", "thumb down" }, 0, 0.5, 1)]
    [InlineData(new[] { "0", "1", "2" }, 0.5, 0, 1)]
    [InlineData(new[] { "digit_3", "digit_5" }, 0.5, 0, 1)]
    [InlineData(new[] { "text", "photo" }, 0.5, 0.5, 1)]
    [InlineData(new[] { "cat", "dog", "bright light", "cleft" }, 0.5, 0.5, 0)]
    [InlineData(new[] { "left", "right", "A", "B" }, 0, 0, 0)]
    public void Classes_whose_meaning_a_mirror_may_change_are_named(string[] classes, double horizontal, double vertical, int concerns)
    {
        IReadOnlyList<string> found = FlipSafety.FindConcerns(new AugmentationOptions { HorizontalFlip = horizontal, VerticalFlip = vertical }, classes);
        Assert.Equal(concerns, found.Count);
        Assert.All(found, f => Assert.Contains(classes, c => f.Contains($"'{c}'", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_destination_or_rectangle_of_another_size_is_refused()
    {
        Augmenter augmenter = Augmenter.Create(AugmentationOptions.Light, Network);
        Image picture = new(10, 10);
        Assert.Throws<ArgumentException>(() => augmenter.Apply(picture, new AugmentationKey(1, 1, 1), new byte[5]));
        Assert.Throws<ArgumentException>(() => augmenter.Apply(picture, new AugmentationDraw { Crop = new PixelRectangle(5, 5, 6, 5) }, new byte[192]));
        Assert.Throws<ArgumentException>(() => augmenter.Apply(picture, new AugmentationDraw { Erased = new PixelRectangle(0, 0, 9, 1) }, new byte[192]));
    }
}
