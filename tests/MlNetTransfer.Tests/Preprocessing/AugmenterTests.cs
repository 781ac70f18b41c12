using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.Imaging;

namespace MlNetTransfer.Tests.Preprocessing;

public sealed class AugmenterTests
{
    private static readonly ImagePreprocessing Small = new() { Width = 40, Height = 32 };

    public static TheoryData<ResizeMode, Interpolation> Ways()
    {
        TheoryData<ResizeMode, Interpolation> ways = [];
        foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
        {
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                ways.Add(mode, interpolation);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void With_nothing_drawn_the_bytes_are_those_of_prediction_and_flips_mirror_them(ResizeMode mode, Interpolation interpolation)
    {
        ImagePreprocessing preprocessing = Small with { ResizeMode = mode, Interpolation = interpolation };
        Image picture = ImagingGoldens.Pattern(97, 61);
        byte[] plain = Preprocess(picture, preprocessing);
        Assert.Equal(plain, View(picture, preprocessing, AugmentationDraw.Nothing));
        Assert.Equal(
            ImageTransforms.FlipHorizontally(new Image(40, 32, plain)).Pixels.ToArray(),
            View(picture, preprocessing, new AugmentationDraw { FlipHorizontally = true }));
        Assert.Equal(
            ImageTransforms.Rotate180(new Image(40, 32, plain)).Pixels.ToArray(),
            View(picture, preprocessing, new AugmentationDraw { FlipHorizontally = true, FlipVertically = true }));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void A_crop_alone_is_prediction_on_the_cut_out_picture(ResizeMode mode, Interpolation interpolation)
    {
        ImagePreprocessing preprocessing = Small with { ResizeMode = mode, Interpolation = interpolation };
        Image picture = ImagingGoldens.Pattern(97, 61);
        PixelRectangle crop = new(13, 7, 60, 45);

        // In place of a centre crop the crop fills the network's rectangle.
        ImagePreprocessing expected = mode == ResizeMode.CenterCrop ? preprocessing with { ResizeMode = ResizeMode.Stretch } : preprocessing;
        Assert.Equal(
            Preprocess(ImageTransforms.Crop(picture, 13, 7, 60, 45), expected),
            View(picture, preprocessing, new AugmentationDraw { Crop = crop }));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void The_warp_meets_the_plain_way_where_a_turn_becomes_small(ResizeMode mode, Interpolation interpolation)
    {
        ImagePreprocessing preprocessing = Small with { ResizeMode = mode, Interpolation = interpolation };
        Image picture = ImageResizer.Resize(ImagingGoldens.Pattern(13, 9), 97, 61, Interpolation.Bicubic);
        foreach (PixelRectangle? crop in (PixelRectangle?[])[null, new PixelRectangle(13, 7, 60, 45)])
        {
            AugmentationDraw draw = new() { Crop = crop, FlipHorizontally = true };
            byte[] plain = View(picture, preprocessing, draw);
            byte[] warped = View(picture, preprocessing, draw with { Rotation = 1e-9 });

            // At edges Pillow leaves out what a filter lacks; the warp sees the mirror image, or bars.
            int[] differences = [.. plain.Zip(warped, (a, b) => Math.Abs(a - b))];
            int near = differences.Count(d => d <= 2);
            Assert.True(near > 0.8 * differences.Length, $"{near} of {differences.Length} values are within 2 levels");
            Assert.True(differences.Order().ElementAt(differences.Length / 2) <= 1);
        }
    }

    [Fact]
    public void Translation_moves_by_its_share_and_turns_are_about_the_centre()
    {
        ImagePreprocessing preprocessing = new() { Width = 40, Height = 40 };
        Image picture = new(40, 40);
        picture.Row(10)[30 * 3] = 255;
        Assert.Equal((34, 8), Brightest(new AugmentationDraw { HorizontalTranslation = 0.1, VerticalTranslation = -0.05 }));
        Assert.Equal((10, 9), Brightest(new AugmentationDraw { Rotation = 90 }));
        Assert.Equal((9, 29), Brightest(new AugmentationDraw { Rotation = 180 }));
        Assert.Equal((9, 10), Brightest(new AugmentationDraw { FlipHorizontally = true, Rotation = 360 }));

        // Twice as large about the centre (20, 20): the pixel's centre (30.5, 10.5) goes to (41, 1), out of sight.
        Assert.Equal(0, View(picture, preprocessing, new AugmentationDraw { Zoom = 2 }).Max(v => (int)v) / 128);
        (int X, int Y) Brightest(AugmentationDraw draw)
        {
            byte[] pixels = View(picture, preprocessing, draw);
            int at = Array.IndexOf(pixels, pixels.Max()) / 3;
            return (at % 40, at / 40);
        }
    }

    [Fact]
    public void Views_depend_on_the_key_alone_not_on_threads_or_order()
    {
        Image picture = ImagingGoldens.Pattern(83, 59);
        Augmenter augmenter = Augmenter.Create(AugmentationOptions.Heavy, Small);
        AugmentationKey[] keys = [.. Enumerable.Range(0, 24).Select(i => new AugmentationKey(7, i / 8, i % 8))];
        byte[][] inOrder = [.. keys.Select(Make)];
        byte[][] inParallel = new byte[keys.Length][];
        Parallel.For(0, keys.Length, i => inParallel[keys.Length - 1 - i] = Make(keys[keys.Length - 1 - i]));
        Assert.Equal(inOrder, inParallel);
        Assert.Equal(keys.Length, inOrder.Select(v => ImagingGoldens.Hash(v)).Distinct().Count());
        Assert.NotEqual(augmenter.Draw(83, 59, new AugmentationKey(7, 0, 1)), augmenter.Draw(83, 59, new AugmentationKey(8, 0, 1)));
        byte[] Make(AugmentationKey key)
        {
            byte[] pixels = new byte[40 * 32 * 3];
            augmenter.Apply(picture, key, pixels);
            return pixels;
        }
    }

    [Fact]
    public void Draws_stay_in_their_ranges_and_happen_as_often_as_they_should()
    {
        AugmentationOptions options = AugmentationOptions.Heavy with { VerticalFlip = 0.1, Zoom = new(0.8, 1.3, 0.4) };
        Augmenter augmenter = Augmenter.Create(options, Small);
        const int Count = 4000;
        AugmentationDraw[] draws = [.. Enumerable.Range(0, Count).Select(i => augmenter.Draw(100, 80, new AugmentationKey(1, 0, i)))];
        Often(0.5, d => d.FlipHorizontally);
        Often(0.1, d => d.FlipVertically);
        Often(0.1, d => d.Saturation == 0);
        Within(options.Rotation, d => d.Rotation, 0);
        Within(options.Shear, d => d.Shear, 0);
        Within(options.VerticalShear, d => d.VerticalShear, 0);
        Within(options.Zoom, d => d.Zoom, 1);
        Within(options.HorizontalTranslation, d => d.HorizontalTranslation, 0);
        Within(options.VerticalTranslation, d => d.VerticalTranslation, 0);
        Within(options.Brightness, d => d.Brightness, 1);
        Within(options.Contrast, d => d.Contrast, 1);
        Within(options.Hue, d => d.Hue, 0);
        Within(options.Blur, d => d.Blur, 0);
        Within(options.Noise, d => d.Noise, 0);
        Often(options.JpegQuality.Probability, d => d.JpegQuality is >= 30 and <= 90);
        Often(options.ErasingArea.Probability, d => d.Erased is not null);
        Assert.All(draws, d => Assert.InRange((double)d.Crop!.Value.Width * d.Crop.Value.Height / 8000, 0.18, 1));
        Assert.All(draws, d => Assert.InRange(d.Crop!.Value.Width / (double)d.Crop.Value.Height / 1.25, 0.7, 1.43));

        // Five standard errors of a share.
        void Often(double probability, Func<AugmentationDraw, bool> happens) =>
            Assert.InRange(draws.Count(happens) / (double)Count, probability - (5 * Math.Sqrt(0.25 / Count)), probability + (5 * Math.Sqrt(0.25 / Count)));
        void Within(AugmentationRange range, Func<AugmentationDraw, double> value, double otherwise)
        {
            double[] drawn = [.. draws.Select(value).Where(v => v != otherwise)];
            Often(range.Probability, d => value(d) != otherwise);
            Assert.All(drawn, v => Assert.InRange(v, range.Low, range.High));
            double spread = range.High - range.Low;
            Assert.InRange(drawn.Average(), range.Low + (spread * 0.45), range.High - (spread * 0.45));
        }
    }

    [Fact]
    public void Switching_one_transform_on_leaves_the_others_as_they_were()
    {
        Augmenter without = Augmenter.Create(AugmentationOptions.Medium, Small);
        Augmenter with = Augmenter.Create(AugmentationOptions.Medium with { VerticalFlip = 1, Zoom = new(1.1, 1.2), Noise = new(1, 2) }, Small);
        AugmentationKey key = new(5, 6, 7);
        AugmentationDraw more = with.Draw(90, 70, key);
        Assert.Equal(without.Draw(90, 70, key), more with { FlipVertically = false, Zoom = 1, Noise = 0 });
        Assert.True(more.FlipVertically && more.Zoom > 1 && more.Noise > 0);
    }

    [Fact]
    public void TrivialAugment_draws_each_of_its_transforms_equally_often()
    {
        Augmenter augmenter = Augmenter.Create(new AugmentationOptions { TrivialAugment = 1 }, Small);
        const int Count = 6000;
        Dictionary<string, int> counts = [];
        for (int i = 0; i < Count; i++)
        {
            string what = augmenter.Draw(50, 50, new AugmentationKey(2, 3, i)).Describe() is [var only] ? only.Split(' ')[0] + only.Split(' ')[^1] : "identity";
            string family = what switch
            {
                _ when what.StartsWith("moved", StringComparison.Ordinal) || what.StartsWith("vertical", StringComparison.Ordinal) => what,
                _ => new string([.. what.TakeWhile(char.IsLetter)]),
            };
            counts[family] = counts.GetValueOrDefault(family) + 1;
        }

        // Strength 0 of a transform is no transform: 1/31 (posterize: two of 31 round to 8 bits or so) goes to "identity".
        Assert.Equal(14, counts.Count);
        Assert.All(counts.Where(c => c.Key != "identity"), c => Assert.InRange(c.Value, (Count / 14.0) - 110, (Count / 14.0) + 90));
    }

    [Fact]
    public void Erasing_fills_with_the_networks_mean_and_borders_show_what_was_asked_for()
    {
        ImagePreprocessing preprocessing = Small with { Normalization = new InputNormalization { Mean = [10f, 20f, 30f] } };
        Image white = new(50, 50);
        white.Pixels.Span.Fill(255);
        byte[] pixels = View(white, preprocessing, new AugmentationDraw { Erased = new PixelRectangle(3, 5, 4, 2) });
        int erased = 0;
        for (int i = 0; i < 40 * 32; i++)
        {
            bool inside = i % 40 is >= 3 and < 7 && i / 40 is 5 or 6;
            Assert.Equal(inside && i % 40 is >= 3 and < 7 ? [10, 20, 30] : [255, 255, 255], pixels[(i * 3)..((i * 3) + 3)]);
            erased += inside ? 1 : 0;
        }

        Assert.Equal(8, erased);
        AugmentationDraw small = new() { Zoom = 0.5 };
        Assert.DoesNotContain(View(white, preprocessing, small), v => v != 255);
        byte[] colored = new byte[40 * 32 * 3];
        Augmenter.Create(new AugmentationOptions { Border = BorderFill.Color, BorderColor = new Rgb(1, 2, 3) }, preprocessing).Apply(white, small, colored);
        Assert.Equal([1, 2, 3], colored[..3]);
        byte[] bars = View(white, preprocessing with { ResizeMode = ResizeMode.Letterbox, FillColor = new Rgb(4, 5, 6) }, small);
        Assert.Equal([4, 5, 6], bars[..3]);
    }

    [Fact]
    public void A_view_allocates_little()
    {
        Image picture = ImagingGoldens.Pattern(500, 375);
        Augmenter augmenter = Augmenter.Create(AugmentationOptions.Heavy with { JpegQuality = AugmentationRange.Never }, new ImagePreprocessing { Width = 224, Height = 224 });
        byte[] pixels = new byte[224 * 224 * 3];
        const int Count = 20;
        for (int i = 0; i < Count; i++)
        {
            augmenter.Apply(picture, new AugmentationKey(1, 1, i), pixels);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
        {
            augmenter.Apply(picture, new AugmentationKey(1, 1, i), pixels);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Count, 0, 32_000);
    }

    [Fact]
    public void Every_preset_works_on_pictures_of_any_size_and_every_mode()
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (3, 200), (640, 2), (15, 16)])
        {
            Image picture = ImagingGoldens.Pattern(width, height);
            foreach (ResizeMode mode in Enum.GetValues<ResizeMode>())
            {
                foreach (string preset in AugmentationOptions.PresetNames)
                {
                    Augmenter augmenter = Augmenter.Create(AugmentationOptions.FromPreset(preset), Small with { ResizeMode = mode });
                    byte[] pixels = new byte[40 * 32 * 3];
                    for (int i = 0; i < 3; i++)
                    {
                        AugmentationDraw draw = augmenter.Apply(picture, new AugmentationKey(3, i, 0), pixels);
                        Assert.Equal(preset == "none", draw == AugmentationDraw.Nothing with { NoiseSeed = draw.NoiseSeed });
                    }
                }
            }
        }
    }

    [Fact]
    public void Test_time_views_are_fixed_and_start_with_the_plain_picture()
    {
        Assert.Equal([1, 2, 4, 12], Enum.GetValues<TestTimeAugmentation>().Select(k => TestTimeViews.Of(k).Count));
        foreach (TestTimeAugmentation kind in Enum.GetValues<TestTimeAugmentation>())
        {
            IReadOnlyList<AugmentationDraw> views = TestTimeViews.Of(kind);
            Assert.Equal(AugmentationDraw.Nothing, views[0]);
            Assert.Equal(views.Count, views.Distinct().Count());
            Assert.Equal(views, TestTimeViews.Of(kind));
        }

        // A corner view shows the corner's pixel, nothing beyond it.
        Image picture = new(40, 40);
        picture.Row(0)[0] = 255;
        ImagePreprocessing preprocessing = new() { Width = 40, Height = 40 };
        int seen = TestTimeViews.Of(TestTimeAugmentation.FlipAndCorners).Count(v => View(picture, preprocessing, v).Max() > 100);
        Assert.Equal(4, seen);
    }

    private static byte[] Preprocess(Image picture, ImagePreprocessing preprocessing)
    {
        byte[] pixels = new byte[preprocessing.Width * preprocessing.Height * 3];
        ImagePreprocessor.Apply(picture, preprocessing, pixels);
        return pixels;
    }

    private static byte[] View(Image picture, ImagePreprocessing preprocessing, AugmentationDraw draw)
    {
        byte[] pixels = new byte[preprocessing.Width * preprocessing.Height * 3];
        Augmenter.Create(AugmentationOptions.None, preprocessing).Apply(picture, draw, pixels);
        return pixels;
    }
}
