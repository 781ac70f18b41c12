using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Preprocessing;

/// <summary>Decoding straight into the network's rectangle: the bytes and the outcome of decoding the whole picture first.</summary>
public sealed class StreamedDecodingTests
{
    private static readonly ImagePreprocessing[] Ways =
    [
        new() { Width = 32, Height = 24 },
        new() { Width = 24, Height = 24, ResizeMode = ResizeMode.CenterCrop, ShortSide = 28 },
        new() { Width = 40, Height = 8, ResizeMode = ResizeMode.CenterCrop, ShortSide = 20, Interpolation = Interpolation.Bicubic },
        new() { Width = 30, Height = 30, ResizeMode = ResizeMode.Letterbox, FillColor = new Rgb(1, 2, 3) },
        new() { Width = 16, Height = 16, ReducedDecoding = true },
        new() { Width = 9, Height = 7, ResizeMode = ResizeMode.CenterCrop, ReducedDecoding = true, InverseDct = InverseDct.Fast },
        new() { Width = 20, Height = 20, Interpolation = Interpolation.TensorFlowBilinear },
    ];

    public static TheoryData<int> WayNumbers() => [.. Enumerable.Range(0, Ways.Length)];

    [Theory]
    [MemberData(nameof(WayNumbers))]
    public void Every_coding_and_every_damage_gives_the_bytes_of_decoding_first(int way)
    {
        foreach (JpegGoldens.Entry entry in JpegGoldens.Entries)
        {
            Check(JpegGoldens.File(entry), Ways[way], entry.Name);
        }
    }

    [Theory]
    [InlineData("images")]
    [InlineData("corrupt")]
    public void Odd_real_files_give_the_bytes_of_decoding_first(string folder)
    {
        ImagePreprocessing crop = new() { Width = 224, Height = 224, ResizeMode = ResizeMode.CenterCrop, ShortSide = 256 };
        foreach (string path in Directory.GetFiles(TestData.Real("odd-images", folder)).Where(p => new FileInfo(p).Length < 400_000))
        {
            byte[] file = File.ReadAllBytes(path);
            Check(file, crop, path);
            Check(file, new ImagePreprocessing { Width = 96, Height = 96, ReducedDecoding = true }, path);
        }
    }

    [Fact]
    public void Real_photographs_give_the_bytes_of_decoding_first()
    {
        string folder = TestData.Real("datasets", "flowers5");
        string[] paths = [.. Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 40 == 0)];
        Assert.True(paths.Length >= 20, $"{paths.Length} pictures");
        foreach (string path in paths)
        {
            byte[] file = File.ReadAllBytes(path);
            Check(file, new ImagePreprocessing { Width = 224, Height = 224 }, path);
            Check(file, new ImagePreprocessing { Width = 224, Height = 224, ResizeMode = ResizeMode.CenterCrop, ShortSide = 256 }, path);
            Check(file, new ImagePreprocessing { Width = 100, Height = 60, ResizeMode = ResizeMode.CenterCrop, ReducedDecoding = true }, path);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Turned_pictures_stand_upright_wherever_the_file_says_it(bool isBeforePixels)
    {
        byte[] plain = JpegBytes.Encoded(96, 48);
        byte[] file = JpegBytes.Insert(plain, isBeforePixels ? 2 : plain.Length - 2, JpegBytes.Orientation(6));
        Assert.Equal(6, ImageDecoder.Decode(file).Orientation);
        Assert.Equal((48, 96), (ImageDecoder.Decode(file).Image!.Width, ImageDecoder.Decode(file).Image!.Height));
        foreach (ImagePreprocessing way in Ways)
        {
            Check(file, way, $"orientation, {way.Fingerprint}");
        }
    }

    [Fact]
    public void A_whole_picture_is_not_allocated()
    {
        byte[] file = JpegBytes.Encoded(1200, 900);
        ImagePreprocessing preprocessing = new() { Width = 64, Height = 64 };
        byte[] pixels = new byte[64 * 64 * 3];
        ImagePreprocessor.Decode(file, preprocessing, options: null, pixels);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImagePreprocessor.Decode(file, preprocessing, options: null, pixels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Refuses_a_destination_of_another_size() =>
        Assert.Throws<ArgumentException>(() => ImagePreprocessor.Decode(JpegBytes.Encoded(), new ImagePreprocessing { Width = 2, Height = 2 }, options: null, new byte[11]));

    private static void Check(byte[] file, ImagePreprocessing preprocessing, string name)
    {
        DecodeResult expected = ImageDecoder.Decode(file, preprocessing.ToDecodeOptions());
        byte[] pixels = new byte[preprocessing.Width * preprocessing.Height * 3];
        DecodeResult actual = ImagePreprocessor.Decode(file, preprocessing, options: null, pixels);
        Assert.Null(actual.Image);
        Assert.Equal(expected.Notices, actual.Notices);
        Assert.Equal(expected with { Image = null, Notices = [] }, actual with { Notices = [] });
        if (expected.Image is not null)
        {
            byte[] bytes = new byte[pixels.Length];
            ImagePreprocessor.Apply(expected.Image, preprocessing, bytes);
            Assert.True(bytes.AsSpan().SequenceEqual(pixels), $"{name}: other bytes for {preprocessing.Fingerprint}");
        }
    }
}
