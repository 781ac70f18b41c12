using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Adjustments;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Tests.Imaging;

public sealed class PixelAdjustmentTests
{
    public static TheoryData<int, int, string, int, string> PillowTables()
    {
        TheoryData<int, int, string, int, string> cases = [];
        foreach (string line in File.ReadLines(TestData.Own("golden", "augmentation", "tables.csv")).Skip(1))
        {
            string[] r = line.Split(',');
            cases.Add(ImagingGoldens.Number(r[0]), ImagingGoldens.Number(r[1]), r[2], ImagingGoldens.Number(r[3]), r[4]);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(PillowTables))]
    public void Tables_give_the_bytes_of_Pillow(int width, int height, string operation, int argument, string hash)
    {
        byte[] pixels = [.. ImagingGoldens.Pattern(width, height).Pixels.ToArray().Select(v => (byte)(30 + (v * 190 / 255)))];
        switch (operation)
        {
            case "Posterize":
                ByteTables.Posterize(pixels, argument);
                break;
            case "Solarize":
                ByteTables.Solarize(pixels, argument);
                break;
            case "AutoContrast":
                ByteTables.StretchContrast(pixels);
                break;
            default:
                ByteTables.Equalize(pixels);
                break;
        }

        Assert.Equal(hash, ImagingGoldens.Hash(pixels));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Colours_follow_their_formulas_to_half_a_level_at_every_width(int laneCount)
    {
        foreach ((int width, int height) in ((int, int)[])[(1, 1), (31, 17), (33, 32), (61, 47)])
        {
            byte[] source = ImagingGoldens.Pattern(width, height).Pixels.ToArray();
            Check(source, ColorMatrix.Brightness(1.37), (v, _, _) => v * 1.37);
            Check(source, ColorMatrix.Contrast(0.6, 101.5), (v, _, _) => 101.5 + ((v - 101.5) * 0.6));
            Check(source, ColorMatrix.Contrast(2.5, 88), (v, _, _) => 88 + ((v - 88) * 2.5));
            Check(source, ColorMatrix.Saturation(0), (_, luma, _) => luma);
            Check(source, ColorMatrix.Saturation(1.8), (v, luma, _) => luma + ((v - luma) * 1.8));

            // Adjustments composed into one matrix are not clamped in between.
            ColorMatrix both = ColorMatrix.Brightness(1.5).Then(ColorMatrix.Contrast(0.5, 120)).Then(ColorMatrix.Saturation(0.3));
            Check(source, both, (v, luma, _) => Half(luma) + ((Half(v) - Half(luma)) * 0.3));
        }

        static double Half(double v) => 120 + (((v * 1.5) - 120) * 0.5);
        void Check(byte[] source, ColorMatrix matrix, Func<double, double, int, double> formula)
        {
            byte[] pixels = [.. source];
            matrix.Apply(pixels, laneCount);
            for (int i = 0; i < pixels.Length; i++)
            {
                int first = i / 3 * 3;
                double luma = (0.299 * source[first]) + (0.587 * source[first + 1]) + (0.114 * source[first + 2]);
                double expected = Math.Clamp(formula(source[i], luma, i % 3), 0, 255);
                Assert.InRange(pixels[i] - expected, -0.52, 0.52);
            }
        }
    }

    [Fact]
    public void Turning_hues_keeps_luma_and_greys_and_comes_round()
    {
        ColorMatrix third = ColorMatrix.Hue(120);
        Assert.Equal(ColorMatrix.Luma(80, 120, 100), third.LumaOf(80, 120, 100), 1e-9);
        byte[] greys = [7, 7, 7, 128, 128, 128, 250, 250, 250];
        byte[] turned = [.. greys];
        ColorMatrix.Hue(77).Apply(turned);
        Assert.All(turned.Zip(greys), p => Assert.InRange(p.First - p.Second, -1, 1));
        ColorMatrix round = third.Then(third).Then(third);
        for (int i = 0; i < 9; i++)
        {
            Assert.Equal(i % 4 == 0 ? 1 : 0, round[i / 3, i % 3], 1e-9);
        }

        // The angle is that of (I, Q) seen as a point.
        byte[] red = [150, 90, 90];
        ColorMatrix.Hue(120).Apply(red);
        Assert.True(red[1] > red[0] && red[1] > red[2], $"red became {string.Join(',', red)}, expected green to lead");
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(1.0)]
    [InlineData(2.7)]
    public void Blur_is_the_normalised_gaussian_of_the_mirrored_picture(double sigma)
    {
        Image source = ImagingGoldens.Pattern(29, 23);
        byte[] pixels = source.Pixels.ToArray();
        SpatialFilter.Blur(pixels, 29, sigma);
        int reach = (int)Math.Ceiling(3 * sigma);
        Compare(source, pixels, reach, (dx, dy) => Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma)), tolerance: 1.1);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.9)]
    public void Sharpness_blends_with_the_smoothed_picture(double factor)
    {
        Image source = ImagingGoldens.Pattern(31, 22);
        byte[] pixels = source.Pixels.ToArray();
        SpatialFilter.Sharpen(pixels, 31, factor);
        Compare(source, pixels, 1, (dx, dy) => dx == 0 && dy == 0 ? factor + ((1 - factor) * 5 / 13) : (1 - factor) / 13, tolerance: 0.51);
    }

    [Theory]
    [InlineData(0.7)]
    [InlineData(6.0)]
    [InlineData(25.0)]
    public void Noise_has_its_deviation_no_mean_and_no_correlation(double deviation)
    {
        byte[] pixels = new byte[300_000];
        Array.Fill(pixels, (byte)128);
        byte[] again = [.. pixels];
        PixelNoise.Add(pixels, deviation, new SeededRandom(3));
        PixelNoise.Add(again, deviation, new SeededRandom(3));
        Assert.Equal(pixels, again);
        double[] noise = [.. pixels.Select(v => v - 128.0)];
        double variance = noise.Average(v => v * v);

        // Rounding to bytes adds 1/12 to the variance; 300,000 samples have a standard error of 0.26 % of it.
        Assert.InRange(variance / ((deviation * deviation) + (1 / 12.0)), 0.98, 1.02);
        Assert.InRange(noise.Average(), -0.01 * (1 + deviation), 0.01 * (1 + deviation));
        double neighbours = noise.Zip(noise.Skip(1)).Average(p => p.First * p.Second);
        Assert.InRange(neighbours / variance, -0.01, 0.01);
        double kurtosis = noise.Average(v => v * v * v * v) / (variance * variance);
        Assert.InRange(kurtosis, 2.8, 3.2);
    }

    [Fact]
    public void Jpeg_losses_are_those_of_the_codec()
    {
        Image source = ImagingGoldens.Pattern(45, 38);
        byte[] pixels = source.Pixels.ToArray();
        PixelMoves.CompressAsJpeg(pixels, 45, 40);
        byte[] file = JpegEncoder.Encode(source, new JpegEncodeOptions { Quality = 40 });
        Assert.Equal(ImageDecoder.DecodeOrThrow(file).Pixels.ToArray(), pixels);
        Assert.NotEqual(source.Pixels.ToArray(), pixels);
    }

    [Theory]
    [InlineData(7, 5)]
    [InlineData(8, 6)]
    [InlineData(1, 1)]
    public void Flips_in_place_are_the_flips_of_pictures(int width, int height)
    {
        Image source = ImagingGoldens.Pattern(width, height);
        byte[] pixels = source.Pixels.ToArray();
        PixelMoves.FlipHorizontally(pixels, width);
        Assert.Equal(ImageTransforms.FlipHorizontally(source).Pixels.ToArray(), pixels);
        pixels = source.Pixels.ToArray();
        PixelMoves.FlipVertically(pixels, width);
        Assert.Equal(ImageTransforms.FlipVertically(source).Pixels.ToArray(), pixels);
    }

    [Theory]
    [InlineData(16)]
    [InlineData(8)]
    [InlineData(4)]
    [InlineData(1)]
    public void Blending_is_the_weighted_mean(int laneCount)
    {
        byte[] first = ImagingGoldens.Pattern(17, 5).Pixels.ToArray();
        byte[] second = [.. first.Reverse()];
        foreach (double share in (double[])[0, 0.25, 0.618, 1])
        {
            byte[] target = [.. first];
            PixelBlendKernel.Blend(target, second, (int)Math.Round(share * PixelBlendKernel.One), laneCount);
            for (int i = 0; i < target.Length; i++)
            {
                Assert.InRange(target[i] - ((share * first[i]) + ((1 - share) * second[i])), -0.51, 0.51);
            }
        }
    }

    private static void Compare(Image source, byte[] pixels, int reach, Func<int, int, double> weight, double tolerance)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y, int c) = (i / 3 % source.Width, i / 3 / source.Width, i % 3);
            double sum = 0;
            double total = 0;
            for (int dy = -reach; dy <= reach; dy++)
            {
                for (int dx = -reach; dx <= reach; dx++)
                {
                    double w = weight(dx, dy);
                    sum += w * source.Row(Mirror(y + dy, source.Height))[(Mirror(x + dx, source.Width) * 3) + c];
                    total += w;
                }
            }

            Assert.InRange(pixels[i] - Math.Clamp(sum / total, 0, 255), -tolerance, tolerance);
        }
    }

    private static int Mirror(int i, int size) => i < 0 ? -1 - i : i >= size ? (2 * size) - 1 - i : i;
}
