using MlNetTransfer.Imaging;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.Imaging;

namespace MlNetTransfer.Tests.Preprocessing;

public sealed class ImagePreprocessorTests
{
    public static TheoryData<int, int, int, int, int, Interpolation, string> TorchvisionCases()
    {
        TheoryData<int, int, int, int, int, Interpolation, string> cases = [];
        foreach (string[] r in ImagingGoldens.Rows("crop.csv"))
        {
            int[] n = [.. r[..5].Select(ImagingGoldens.Number)];
            cases.Add(n[0], n[1], n[2], n[3], n[4], Enum.Parse<Interpolation>(r[5]), r[6]);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(TorchvisionCases))]
    public void Centre_crop_gives_the_bytes_of_torchvision(int sourceWidth, int sourceHeight, int shortSide, int width, int height, Interpolation interpolation, string hash)
    {
        ImagePreprocessing preprocessing = new()
        {
            Width = width,
            Height = height,
            ResizeMode = ResizeMode.CenterCrop,
            ShortSide = shortSide,
            Interpolation = interpolation,
        };
        Assert.Equal(hash, ImagingGoldens.Hash(Apply(ImagingGoldens.Pattern(sourceWidth, sourceHeight), preprocessing)));
    }

    [Theory]
    [InlineData(30, 70, 32, 32)]
    [InlineData(70, 30, 33, 32)]
    [InlineData(10, 10, 20, 9)]
    public void Centre_crop_of_the_networks_own_size_takes_the_longer_side(int sourceWidth, int sourceHeight, int width, int height)
    {
        ImagePreprocessing automatic = new() { Width = width, Height = height, ResizeMode = ResizeMode.CenterCrop };
        Image source = ImagingGoldens.Pattern(sourceWidth, sourceHeight);
        Assert.Equal(Apply(source, automatic with { ShortSide = Math.Max(width, height) }), Apply(source, automatic));
    }

    [Fact]
    public void A_picture_too_small_for_the_crop_gets_black_around_as_torchvision_pads_it()
    {
        // torchvision 0.14: CenterCrop((7, 8)) of a white 4x4 picture pads left 2, top 1, right 2, bottom 2.
        Image white = new(4, 4);
        white.Pixels.Span.Fill(255);
        ImagePreprocessing preprocessing = new() { Width = 8, Height = 7, ResizeMode = ResizeMode.CenterCrop, ShortSide = 4 };
        byte[] result = Apply(white, preprocessing);
        for (int i = 0; i < result.Length; i++)
        {
            int x = i / 3 % 8;
            int y = i / 24;
            bool inside = x is >= 2 and < 6 && y is >= 1 and < 5;
            Assert.Equal(inside ? 255 : 0, result[i]);
        }
    }

    [Fact]
    public void Stretch_is_a_plain_resize()
    {
        Image source = ImagingGoldens.Pattern(41, 29);
        ImagePreprocessing preprocessing = new() { Width = 20, Height = 24, Interpolation = Interpolation.Bicubic };
        Assert.Equal(ImageResizer.Resize(source, 20, 24, Interpolation.Bicubic).Pixels.ToArray(), Apply(source, preprocessing));
    }

    [Theory]
    [InlineData(100, 50, 32, 24, 32, 16, 0, 4)]
    [InlineData(50, 100, 32, 24, 12, 24, 10, 0)]
    [InlineData(1000, 1, 32, 24, 32, 1, 0, 11)]
    [InlineData(64, 48, 32, 24, 32, 24, 0, 0)]
    public void Letterbox_puts_the_scaled_picture_into_the_middle(int sourceWidth, int sourceHeight, int width, int height, int innerWidth, int innerHeight, int left, int top)
    {
        Image source = ImagingGoldens.Pattern(sourceWidth, sourceHeight);
        ImagePreprocessing preprocessing = new() { Width = width, Height = height, ResizeMode = ResizeMode.Letterbox, FillColor = new Rgb(1, 2, 3) };
        Image result = new(width, height, Apply(source, preprocessing));
        Image inner = ImageResizer.Resize(source, innerWidth, innerHeight, Interpolation.Bilinear);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool inside = x >= left && x < left + innerWidth && y >= top && y < top + innerHeight;
                byte[] expected = inside ? inner.Row(y - top).Slice((x - left) * 3, 3).ToArray() : [1, 2, 3];
                Assert.Equal(expected, result.Row(y).Slice(x * 3, 3).ToArray());
            }
        }
    }

    [Fact]
    public void Refuses_a_destination_of_another_size() =>
        Assert.Throws<ArgumentException>(() => ImagePreprocessor.Apply(new Image(4, 4), new ImagePreprocessing { Width = 2, Height = 2 }, new byte[11]));

    [Fact]
    public void All_problems_are_reported_together()
    {
        ImagePreprocessing wrong = new()
        {
            Width = 0,
            Height = 9000,
            ShortSide = -1,
            ResizeMode = (ResizeMode)9,
            Normalization = new InputNormalization { Mean = [1f, 2f], Deviation = [1f, 0f, 1f] },
        };
        Assert.Equal(6, wrong.FindProblems().Count);
        ArgumentException thrown = Assert.Throws<ArgumentException>(wrong.ThrowIfInvalid);
        Assert.All(wrong.FindProblems(), problem => Assert.Contains(problem, thrown.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Fingerprints_differ_where_inputs_differ_and_only_there()
    {
        ImagePreprocessing one = new() { Width = 224, Height = 192 };
        ImagePreprocessing[] others =
        [
            one with { Width = 225 }, one with { Height = 193 }, one with { ResizeMode = ResizeMode.CenterCrop }, one with { ResizeMode = ResizeMode.Letterbox },
            one with { ResizeMode = ResizeMode.CenterCrop, ShortSide = 256 }, one with { Interpolation = Interpolation.Bicubic }, one with { InverseDct = InverseDct.Fast },
            one with { ResizeMode = ResizeMode.Letterbox, FillColor = new Rgb(0, 0, 1) }, one with { Normalization = new InputNormalization { BlueFirst = true } },
            one with { Normalization = new InputNormalization { ChannelsLast = true } }, one with { Normalization = new InputNormalization { Mean = [1f, 0f, 0f] } },
            one with { Normalization = new InputNormalization { Deviation = [1f, 1f, 0.1f] } }, one with { ReducedDecoding = true },
        ];
        Assert.Equal(others.Length + 1, others.Append(one).Select(p => p.Fingerprint).Distinct().Count());
        Assert.Equal(one.Fingerprint, (one with { ShortSide = 256, FillColor = new Rgb(9, 9, 9) }).Fingerprint);
        Assert.Equal(
            "v1;224x192;stretch;Bilinear;idct:Accurate;mean:0,0,0;deviation:1,1,1;rgb;nchw",
            one.Fingerprint);
    }

    [Fact]
    public void Decode_options_keep_limits_and_take_the_inverse_transform()
    {
        ImagePreprocessing preprocessing = new() { Width = 8, Height = 8, InverseDct = InverseDct.Fast };
        DecodeOptions options = preprocessing.ToDecodeOptions(new DecodeOptions { MaxPixels = 5 });
        Assert.Equal((5, InverseDct.Fast), (options.MaxPixels, options.InverseDct));
        Assert.Equal(DecodeOptions.Default with { InverseDct = InverseDct.Fast }, preprocessing.ToDecodeOptions());
    }

    [Fact]
    public void Reduced_decoding_asks_for_the_size_that_is_resized_to()
    {
        ImagePreprocessing stretch = new() { Width = 20, Height = 10, ReducedDecoding = true };
        ImagePreprocessing crop = stretch with { ResizeMode = ResizeMode.CenterCrop, ShortSide = 30 };
        Assert.Equal((20, 10), (stretch.ToDecodeOptions().MinimumWidth, stretch.ToDecodeOptions().MinimumHeight));
        Assert.Equal((30, 30), (crop.ToDecodeOptions().MinimumWidth, crop.ToDecodeOptions().MinimumHeight));
        Assert.Equal((0, 0), ((stretch with { ReducedDecoding = false }).ToDecodeOptions().MinimumWidth, 0));
        Assert.Equal(stretch, PreprocessingDescription.From(stretch).ToPreprocessing() with { Normalization = stretch.Normalization });
    }

    private static byte[] Apply(Image source, ImagePreprocessing preprocessing)
    {
        byte[] pixels = new byte[preprocessing.Width * preprocessing.Height * 3];
        pixels.AsSpan().Fill(0xAB);
        ImagePreprocessor.Apply(source, preprocessing, pixels);
        return pixels;
    }
}
