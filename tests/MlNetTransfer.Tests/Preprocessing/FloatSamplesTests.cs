using System.Runtime.InteropServices;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Graphs;
using MlNetTransfer.Imaging;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.Persistence;

namespace MlNetTransfer.Tests.Preprocessing;

/// <summary>Pixels that stay floats between resizing and network, and pictures that are not put upright.</summary>
public sealed class FloatSamplesTests
{
    private static readonly ImagePreprocessing Floats = new()
    {
        Width = 9,
        Height = 7,
        Interpolation = Interpolation.TensorFlowBilinear,
        InverseDct = InverseDct.Fast,
        Samples = PixelSamples.Floats,
        IgnoreOrientation = true,
    };

    [Theory]
    [InlineData(20, 13)]
    [InlineData(9, 7)]
    [InlineData(3, 40)]
    [InlineData(1, 1)]
    public void Samples_are_those_of_the_formula_and_round_to_the_bytes(int width, int height)
    {
        Image image = Picture(width, height);
        byte[] samples = new byte[Floats.PictureBytes];
        ImagePreprocessor.Apply(image, Floats, samples);
        float[] floats = MemoryMarshal.Cast<byte, float>(samples).ToArray();
        byte[] bytes = new byte[9 * 7 * 3];
        ImagePreprocessor.Apply(image, Floats with { Samples = PixelSamples.Bytes }, bytes);
        for (int i = 0; i < floats.Length; i++)
        {
            double expected = Sample(image, i / 3 / 9 * (double)height / 7, i / 3 % 9 * (double)width / 9, i % 3);
            Assert.InRange(floats[i], expected - 1e-3, expected + 1e-3);
            Assert.Equal(bytes[i], (byte)(floats[i] + 0.5f));
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Normalised_pixels_lie_where_the_network_reads_them(bool blueFirst, bool channelsLast)
    {
        InputNormalization normalization = new() { Mean = [10, 20, 30], Deviation = [2, 4, 8], BlueFirst = blueFirst, ChannelsLast = channelsLast };
        SeededRandom random = new(3);
        float[] samples = [.. Enumerable.Range(0, 2 * 4 * 5 * 3).Select(_ => (float)random.NextInt32(256))];
        byte[] bytes = [.. samples.Select(s => (byte)s)];
        float[] found = NormalizedPixels.Of(new PixelBatch(MemoryMarshal.AsBytes<float>(samples).ToArray(), 2, 4, 5, PixelSamples.Floats), normalization);
        Assert.Equal(found, NormalizedPixels.Of(new PixelBatch(bytes, 2, 4, 5), normalization));
        for (int n = 0; n < 2; n++)
        {
            for (int p = 0; p < 20; p++)
            {
                for (int c = 0; c < 3; c++)
                {
                    int channel = blueFirst ? 2 - c : c;
                    float expected = (samples[(((n * 20) + p) * 3) + channel] - normalization.Mean[channel]) / normalization.Deviation[channel];
                    Assert.Equal(expected, found[channelsLast ? (((n * 20) + p) * 3) + c : (((n * 3) + c) * 20) + p]);
                }
            }
        }
    }

    [Fact]
    public void Only_the_resize_that_gives_floats_may_keep_them()
    {
        Assert.Empty(Floats.FindProblems());
        Assert.Contains("Samples is Floats with Stretch and Bilinear", Assert.Single((Floats with { Interpolation = Interpolation.Bilinear }).FindProblems()), StringComparison.Ordinal);
        Assert.Contains("Samples is Floats with Letterbox", Assert.Single((Floats with { ResizeMode = ResizeMode.Letterbox }).FindProblems()), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ImagePreprocessor.Apply(Picture(3, 3), Floats, new byte[9 * 7 * 3]));
    }

    [Fact]
    public void Cache_keys_tell_them_apart_and_leave_those_of_others_alone()
    {
        ImagePreprocessing[] all = [Floats, Floats with { Samples = PixelSamples.Bytes }, Floats with { IgnoreOrientation = false }, Floats with { Samples = PixelSamples.Bytes, IgnoreOrientation = false }];
        Assert.Equal(4, all.Select(p => p.Fingerprint).Distinct().Count());
        Assert.Equal(4, all.Select(PreprocessingFingerprint.Of).Distinct().Count());
        Assert.DoesNotContain("floats", all[3].Fingerprint + PreprocessingFingerprint.Of(all[3]), StringComparison.Ordinal);
    }

    [Fact]
    public void Orientation_is_ignored_where_a_model_never_heard_of_it()
    {
        Assert.False(Floats.ToDecodeOptions().ApplyOrientation);
        Assert.True((Floats with { IgnoreOrientation = false }).ToDecodeOptions().ApplyOrientation);
        Assert.False((Floats with { IgnoreOrientation = false }).ToDecodeOptions(new DecodeOptions { ApplyOrientation = false }).ApplyOrientation);
    }

    [Fact]
    public void A_model_says_format_2_only_where_it_must()
    {
        Assert.Equal(1, Saved(Floats with { Samples = PixelSamples.Bytes, IgnoreOrientation = false }).Manifest.FormatVersion);
        Assert.Equal(2, Saved(Floats with { Samples = PixelSamples.Bytes }).Manifest.FormatVersion);
        Assert.Equal(2, Saved(Floats with { IgnoreOrientation = false }).Manifest.FormatVersion);
        Assert.Equal(Floats, Saved(Floats).Preprocessing);
    }

    [Theory]
    [InlineData("Shorts", "Bilinear", "preprocessing Samples is 'Shorts', wanted Bytes, Floats")]
    [InlineData("Floats", "Bilinear", "preprocessing Samples is 'Floats with Stretch and Bilinear'")]
    public void A_manifest_that_asks_for_other_samples_is_refused(string value, string interpolation, string message)
    {
        PreprocessingDescription description = PreprocessingDescription.From(Floats with { Samples = PixelSamples.Bytes }) with { Samples = value, Interpolation = interpolation };
        Assert.Contains(message, Assert.Throws<InvalidModelException>(() => description.ToPreprocessing()).Message, StringComparison.Ordinal);
    }

    private static ModelArchive Saved(ImagePreprocessing preprocessing) => ModelArchiveReader.Read("m.zip", ArchiveSamples.Bytes(ArchiveSamples.Content(goldenCount: 0) with
    {
        Manifest = ArchiveSamples.Manifest() with { Preprocessing = PreprocessingDescription.From(preprocessing) },
    }));

    private static double Sample(Image image, double y, double x, int c)
    {
        (int top, int left) = ((int)Math.Floor(y), (int)Math.Floor(x));
        double At(int row, int column) => image.Row(Math.Min(row, image.Height - 1))[(Math.Min(column, image.Width - 1) * 3) + c];
        double above = At(top, left) + ((At(top, left + 1) - At(top, left)) * (x - left));
        double below = At(top + 1, left) + ((At(top + 1, left + 1) - At(top + 1, left)) * (x - left));
        return above + ((below - above) * (y - top));
    }

    private static Image Picture(int width, int height)
    {
        SeededRandom random = new((width * 1000) + height);
        Image image = new(width, height);
        foreach (ref byte sample in image.Pixels.Span)
        {
            sample = (byte)random.NextInt32(256);
        }

        return image;
    }
}
