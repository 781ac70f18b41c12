using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Warping;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

public sealed class ImageWarpTests
{
    // Positions are rounded to 1/512 of a sample either way on both axes: 1 level where neighbours differ by 255; half a level is the byte's rounding.
    private const double Tolerance = 1.75;

    private static readonly int[] LaneCounts = [16, 8, 4, 1];

    public static TheoryData<string, int, int, int, int> Cases() => new()
    {
        { "turn", 41, 33, 24, 20 },
        { "turn", 90, 70, 23, 31 },
        { "turn", 2, 3, 17, 5 },
        { "turn", 1, 1, 5, 4 },
        { "shear", 37, 29, 30, 33 },
        { "away", 20, 24, 33, 17 },
        { "close", 40, 31, 48, 16 },
        { "small", 130, 100, 9, 7 },
        { "far", 16, 11, 21, 21 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_pixel_is_the_filtered_source_at_its_place_for_every_filter_border_and_width(string kind, int sourceWidth, int sourceHeight, int width, int height)
    {
        Image source = ImagingGoldens.Pattern(sourceWidth, sourceHeight);
        AffineMap map = Map(kind, width, height).Then(AffineMap.Scaling((double)sourceWidth / width, (double)sourceHeight / height));
        foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
        {
            foreach (BorderFill border in Enum.GetValues<BorderFill>())
            {
                WarpSettings settings = new() { Interpolation = interpolation, Border = border, Color = new Rgb(9, 90, 200) };
                Check(source, map, settings, (width, height));
            }
        }
    }

    [Fact]
    public void A_region_is_the_whole_picture_for_what_is_outside()
    {
        Image source = ImagingGoldens.Pattern(50, 40);
        PixelRectangle region = new(7, 5, 30, 21);
        AffineMap map = Map("turn", 26, 24).Then(AffineMap.Scaling(30 / 26.0, 21 / 24.0, 7, 5));
        foreach (BorderFill border in Enum.GetValues<BorderFill>())
        {
            Check(source, map, new WarpSettings { Interpolation = Interpolation.Bilinear, Border = border, Region = region }, (26, 24));
        }
    }

    [Fact]
    public void Turns_by_quarters_and_mirrors_move_pixels_and_change_none()
    {
        Image source = ImagingGoldens.Pattern(30, 30);
        AffineMap mirror = AffineMap.Scaling(-1, 1);
        Assert.Equal(source.Pixels.ToArray(), Warp(source, AffineMap.Identity));
        Assert.Equal(ImageTransforms.Rotate180(source).Pixels.ToArray(), Warp(source, AffineMap.Rotation(180).Around(15, 15).Invert()));
        Assert.Equal(ImageTransforms.RotateCounterclockwise(source).Pixels.ToArray(), Warp(source, AffineMap.Rotation(90).Around(15, 15).Invert()));
        Assert.Equal(ImageTransforms.FlipHorizontally(source).Pixels.ToArray(), Warp(source, mirror.Around(15, 15)));
        static byte[] Warp(Image source, AffineMap map)
        {
            byte[] target = new byte[source.Pixels.Length];
            ImageWarp.Apply(source, map, new WarpSettings { Interpolation = Interpolation.Bilinear }, target, source.Width);
            return target;
        }
    }

    [Theory]
    [InlineData(500, 375, 224, 224, Interpolation.Bilinear)]
    [InlineData(500, 375, 224, 224, Interpolation.Bicubic)]
    [InlineData(90, 70, 160, 128, Interpolation.Bilinear)]
    public void A_warp_that_only_scales_is_the_resizer_within_two_levels_away_from_the_edge(int sourceWidth, int sourceHeight, int width, int height, Interpolation interpolation)
    {
        // The resizer clips cubic overshoot to bytes between its passes, the warp only at the end: a picture without the hardest edges.
        Image source = interpolation == Interpolation.Bicubic
            ? ImageResizer.Resize(ImagingGoldens.Pattern(sourceWidth / 5, sourceHeight / 5), sourceWidth, sourceHeight)
            : ImagingGoldens.Pattern(sourceWidth, sourceHeight);
        byte[] expected = ImageResizer.Resize(source, width, height, interpolation).Pixels.ToArray();
        byte[] actual = new byte[expected.Length];
        AffineMap map = AffineMap.Scaling((double)sourceWidth / width, (double)sourceHeight / height);
        ImageWarp.Apply(source, map, new WarpSettings { Interpolation = interpolation }, actual, width);
        int edge = 4;
        for (int i = 0; i < expected.Length; i++)
        {
            (int x, int y) = (i / 3 % width, i / 3 / width);
            if (x >= edge && y >= edge && x < width - edge && y < height - edge)
            {
                Assert.InRange(actual[i] - expected[i], -2, 2);
            }
        }
    }

    [Fact]
    public void A_flat_picture_stays_flat()
    {
        foreach (byte level in (byte[])[0, 1, 128, 255])
        {
            Image source = new(37, 29);
            source.Pixels.Span.Fill(level);
            byte[] target = new byte[20 * 20 * 3];
            ImageWarp.Apply(source, Map("turn", 20, 20).Then(AffineMap.Scaling(37 / 20.0, 29 / 20.0)), new WarpSettings { Interpolation = Interpolation.Bicubic }, target, 20);
            Assert.DoesNotContain(target, v => v != level);
        }
    }

    [Fact]
    public void Maps_compose_and_invert_as_points_move()
    {
        AffineMap map = AffineMap.Rotation(30).Then(AffineMap.Shear(10, -20)).Then(AffineMap.Scaling(2, -0.5, 3, 4));
        (double x, double y) = map.Of(5, -7);
        (double backX, double backY) = map.Invert().Of(x, y);
        Assert.Equal((5, -7), (Math.Round(backX, 10), Math.Round(backY, 10)));

        // Counter-clockwise on a screen: the point to the right of the centre goes up.
        (double turnedX, double turnedY) = AffineMap.Rotation(90).Around(10, 10).Of(15, 10);
        Assert.Equal((10, 5), (Math.Round(turnedX, 10), Math.Round(turnedY, 10)));
        Assert.Throws<ArgumentException>(() => AffineMap.Scaling(0, 1).Invert());
    }

    private static AffineMap Map(string kind, double width, double height)
    {
        AffineMap content = kind switch
        {
            "turn" => AffineMap.Rotation(23.7),
            "shear" => AffineMap.Shear(17, -9).Then(AffineMap.Rotation(-5)),
            "away" => AffineMap.Scaling(0.31, 0.4).Then(AffineMap.Rotation(140)),
            "close" => AffineMap.Scaling(2.3, 1.9).Then(AffineMap.Shear(5, 0)),
            "small" => AffineMap.Scaling(-1, 1).Then(AffineMap.Rotation(11)),
            _ => AffineMap.Rotation(45).Then(AffineMap.Scaling(1, 1, 3 * width, -2 * height)),
        };
        return content.Around(width / 2, height / 2).Invert();
    }

    private static void Check(Image source, AffineMap map, WarpSettings settings, (int Width, int Height) size)
    {
        byte[] first = [];
        foreach (int lanes in LaneCounts)
        {
            byte[] target = new byte[size.Width * size.Height * 3];
            ImageWarp.Apply(source, map, settings with { LaneCount = lanes }, target, size.Width);
            first = first.Length == 0 ? target : first;
            Assert.Equal(first, target);
        }

        for (int i = 0; i < first.Length; i++)
        {
            double expected = ImagingWarpReference.Sample(source, map, settings, (i / 3 % size.Width, i / 3 / size.Width, i % 3));
            Assert.True(Math.Abs(expected - first[i]) < Tolerance, FormattableString.Invariant($"{settings}: byte {i} is {first[i]}, expected {expected}"));
        }
    }
}
