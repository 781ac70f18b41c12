namespace MlNetTransfer.Preprocessing.Augmentation;

/// <summary>The fixed views of test-time augmentation, in a fixed order, the plain picture first. They are made by <see cref="Augmenter.Apply(Imaging.Image, AugmentationDraw, Span{byte})"/>.</summary>
/// <remarks>Leave out flips where they change what a picture means: see <see cref="FlipSafety"/>.</remarks>
public static class TestTimeViews
{
    private const double Closer = 1.15;

    // The larger picture overlaps the frame by this share of it on each side.
    private const double Corner = (Closer - 1) / 2;

    private static readonly (double X, double Y)[] Corners = [(Corner, Corner), (-Corner, Corner), (Corner, -Corner), (-Corner, -Corner)];

    /// <summary>Lists the views.</summary>
    /// <param name="kind">Which.</param>
    /// <returns>One or more views.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static IReadOnlyList<AugmentationDraw> Of(TestTimeAugmentation kind)
    {
        AugmentationDraw plain = AugmentationDraw.Nothing;
        AugmentationDraw closer = plain with { Zoom = Closer };
        return kind switch
        {
            TestTimeAugmentation.None => [plain],
            TestTimeAugmentation.Flip => WithMirrors([plain]),
            TestTimeAugmentation.FlipAndZoom => WithMirrors([plain, closer]),
            TestTimeAugmentation.FlipAndCorners =>
                WithMirrors([plain, closer, .. Corners.Select(c => closer with { HorizontalTranslation = c.X, VerticalTranslation = c.Y })]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such test-time augmentation."),
        };
    }

    private static IReadOnlyList<AugmentationDraw> WithMirrors(IReadOnlyList<AugmentationDraw> views) =>
        [.. views.SelectMany(v => (AugmentationDraw[])[v, v with { FlipHorizontally = true }])];
}
