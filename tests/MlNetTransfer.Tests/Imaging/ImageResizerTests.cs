using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Resampling;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Imaging;

public sealed class ImageResizerTests
{
    private static readonly (int Width, int Height, int NewWidth, int NewHeight)[] Shapes =
    [
        (1, 1, 1, 1), (1, 1, 4, 3), (5, 7, 1, 1), (16, 16, 15, 17), (31, 33, 64, 9), (63, 5, 22, 5), (64, 4, 64, 9), (22, 67, 43, 3), (7, 3, 21, 65), (90, 41, 13, 11),
    ];

    public static TheoryData<int, int, int, int, Interpolation, string> PillowCases()
    {
        TheoryData<int, int, int, int, Interpolation, string> cases = [];
        foreach (string[] r in ImagingGoldens.Rows("resize.csv"))
        {
            cases.Add(ImagingGoldens.Number(r[0]), ImagingGoldens.Number(r[1]), ImagingGoldens.Number(r[2]), ImagingGoldens.Number(r[3]), Enum.Parse<Interpolation>(r[4]), r[5]);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(PillowCases))]
    public void Resizes_to_the_same_bytes_as_Pillow(int sourceWidth, int sourceHeight, int width, int height, Interpolation interpolation, string hash)
    {
        Image result = ImageResizer.Resize(ImagingGoldens.Pattern(sourceWidth, sourceHeight), width, height, interpolation);
        Assert.Equal(hash, ImagingGoldens.Hash(result.Pixels.Span));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Every_lane_width_is_within_one_level_of_the_formula_and_equal_to_the_others(int laneCount)
    {
        foreach ((int width, int height, int newWidth, int newHeight) in Shapes)
        {
            foreach (Interpolation interpolation in (Interpolation[])[Interpolation.Bilinear, Interpolation.Bicubic])
            {
                Image source = ImagingGoldens.Pattern(width, height);
                byte[] bytes = Resample(source, ResizeWindow.Whole(newWidth, newHeight), interpolation, laneCount);
                Assert.Equal(Resample(source, ResizeWindow.Whole(newWidth, newHeight), interpolation, laneCount: 1), bytes);
                byte[] expected = ImagingResizeReference.Resize(source, newWidth, newHeight, interpolation).Pixels.ToArray();
                Assert.All(bytes.Zip(expected), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1));
            }
        }
    }

    [Fact]
    public void A_window_is_the_same_part_of_the_whole()
    {
        SeededRandom random = new(5);
        for (int i = 0; i < 60; i++)
        {
            Image source = ImagingGoldens.Pattern(1 + random.NextInt32(70), 1 + random.NextInt32(70));
            int fullWidth = i % 3 == 0 ? source.Width : 1 + random.NextInt32(90);
            int fullHeight = i % 4 == 0 ? source.Height : 1 + random.NextInt32(90);
            int left = random.NextInt32(fullWidth);
            int top = random.NextInt32(fullHeight);
            ResizeWindow window = new(fullWidth, fullHeight, left, top, 1 + random.NextInt32(fullWidth - left), 1 + random.NextInt32(fullHeight - top));
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                Image whole = ImageResizer.Resize(source, fullWidth, fullHeight, interpolation);
                Image expected = ImageTransforms.Crop(whole, left, top, window.Width, window.Height);
                byte[] part = new byte[window.Width * window.Height * 3];
                ImageResizer.ResizeInto(source, window, interpolation, part, window.Width * 3);
                Assert.Equal(expected.Pixels.ToArray(), part);
            }
        }
    }

    [Fact]
    public void A_constant_picture_stays_constant()
    {
        foreach (byte level in (byte[])[0, 1, 127, 254, 255])
        {
            Image source = new(37, 23);
            source.Pixels.Span.Fill(level);
            foreach (Interpolation interpolation in Enum.GetValues<Interpolation>())
            {
                Image result = ImageResizer.Resize(source, 50, 11, interpolation);
                Assert.DoesNotContain(result.Pixels.ToArray(), v => v != level);
            }
        }
    }

    [Fact]
    public void TensorFlow_bilinear_is_its_formula_rounded()
    {
        foreach ((int width, int height, int newWidth, int newHeight) in Shapes)
        {
            Image source = ImagingGoldens.Pattern(width, height);
            Image result = ImageResizer.Resize(source, newWidth, newHeight, Interpolation.TensorFlowBilinear);
            for (int i = 0; i < newWidth * newHeight * 3; i++)
            {
                int x = i / 3 % newWidth;
                int y = i / 3 / newWidth;
                double expected = ImagingResizeReference.TensorFlow(source, x * (width / (double)newWidth), y * (height / (double)newHeight), i % 3);
                Assert.InRange(result.Pixels.Span[i] - expected, -0.5001, 0.5001);
            }
        }
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    public void Refuses_sizes_below_one(int width, int height) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ImageResizer.Resize(new Image(3, 3), width, height));

    private static byte[] Resample(Image source, ResizeWindow window, Interpolation interpolation, int laneCount)
    {
        byte[] target = new byte[window.Width * window.Height * 3];
        using RowResampler resampler = new(source.Width, source.Height, window, interpolation, laneCount);
        for (int y = resampler.SourceStart; y < resampler.SourceEnd;)
        {
            // Rows come one, two, three, ... at a time: from a decoder they may come in any portions.
            int count = Math.Min(1 + (y % 11), resampler.SourceEnd - y);
            resampler.Push(source.Pixels.Span.Slice(y * source.Width * 3, count * source.Width * 3), source.Width * 3, count, target);
            y += count;
        }

        return target;
    }
}
