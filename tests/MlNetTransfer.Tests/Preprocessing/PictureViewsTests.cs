using System.Runtime.InteropServices;
using MlNetTransfer.Imaging;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Tests.Preprocessing;

/// <summary>The views of a picture that a network is shown in prediction.</summary>
public sealed class PictureViewsTests
{
    private static readonly ImagePreprocessing Bytes = new() { Width = 9, Height = 7, Interpolation = Interpolation.TensorFlowBilinear };

    [Theory]
    [InlineData(TestTimeAugmentation.None)]
    [InlineData(TestTimeAugmentation.Flip)]
    [InlineData(TestTimeAugmentation.FlipAndZoom)]
    [InlineData(TestTimeAugmentation.FlipAndCorners)]
    public void Views_lie_one_behind_the_other_as_the_augmenter_makes_them(TestTimeAugmentation kind)
    {
        Image image = Picture();
        byte[] found = All(Bytes, kind, image);
        Augmenter augmenter = Augmenter.Create(AugmentationOptions.None, Bytes);
        IReadOnlyList<AugmentationDraw> views = TestTimeViews.Of(kind);
        Assert.Equal(views.Count * Bytes.PictureBytes, found.Length);
        for (int i = 0; i < views.Count; i++)
        {
            byte[] expected = new byte[Bytes.PictureBytes];
            augmenter.Apply(image, views[i], expected);
            Assert.Equal(expected, found.AsSpan(i * expected.Length, expected.Length).ToArray());
        }
    }

    [Fact]
    public void A_network_that_is_given_floats_sees_its_plain_picture_unrounded_and_the_other_views_in_bytes()
    {
        ImagePreprocessing floats = Bytes with { Samples = PixelSamples.Floats };
        Image image = Picture();
        float[] found = MemoryMarshal.Cast<byte, float>(All(floats, TestTimeAugmentation.FlipAndZoom, image)).ToArray();
        byte[] rounded = All(Bytes, TestTimeAugmentation.FlipAndZoom, image);
        byte[] plain = new byte[floats.PictureBytes];
        ImagePreprocessor.Apply(image, floats, plain);
        int count = Bytes.PictureBytes;
        Assert.Equal(MemoryMarshal.Cast<byte, float>(plain).ToArray(), found[..count]);
        Assert.Contains(found[..count], s => s != MathF.Round(s));
        Assert.Equal(rounded[count..].Select(b => (float)b), found[count..]);
    }

    [Fact]
    public void A_file_gives_the_views_of_its_decoded_picture_and_damage_is_told()
    {
        byte[] file = File.ReadAllBytes(Directory.GetFiles(TestData.Own("images", "test"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First());
        PictureViews views = new(Bytes, TestTimeAugmentation.Flip);
        byte[] found = new byte[views.Bytes];
        Assert.Equal(DecodeOutcome.Ok, views.Decode(file, null, found).Outcome);
        Assert.Equal(All(Bytes, TestTimeAugmentation.Flip, ImageDecoder.Decode(file, Bytes.ToDecodeOptions()).Image!), found);
        Assert.Equal(DecodeOutcome.Damaged, views.Decode(file.AsSpan(0, file.Length / 2), null, found).Outcome);
        Assert.Equal(DecodeOutcome.Refused, views.Decode("no picture"u8, null, found).Outcome);
    }

    [Theory]
    [InlineData(TestTimeAugmentation.None, 0)]
    [InlineData(TestTimeAugmentation.Flip, 2)]
    [InlineData(TestTimeAugmentation.FlipAndCorners, 2)]
    public void Classes_that_a_mirror_image_may_change_are_named(TestTimeAugmentation kind, int concerns)
    {
        IReadOnlyList<string> found = FlipSafety.FindConcerns(kind, ["turn left", "digit_7", "rose", "upside"]);
        Assert.Equal(concerns, found.Count);
        Assert.All(found, f => Assert.Contains("Leave test-time augmentation out", f, StringComparison.Ordinal));
    }

    private static byte[] All(ImagePreprocessing preprocessing, TestTimeAugmentation kind, Image image)
    {
        PictureViews views = new(preprocessing, kind);
        byte[] pixels = new byte[views.Bytes];
        views.Apply(image, pixels);
        return pixels;
    }

    private static Image Picture()
    {
        SeededRandom random = new(5);
        return new Image(23, 17, [.. Enumerable.Range(0, 23 * 17 * 3).Select(_ => (byte)random.NextInt32(256))]);
    }
}
