using System.Buffers.Binary;
using System.Text.Json;
using Google.Protobuf;
using MlNetTransfer.Graphs;
using MlNetTransfer.Imaging;
using MlNetTransfer.Imaging.Codecs;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.Execution;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Persistence;

/// <summary>Models that ML.NET trained, from the zip to the scores.</summary>
public sealed class MlNetModelTests
{
    private const double Tolerance = 2e-6;

    public static TheoryData<string, MlNetFixture> Variants() => new()
    {
        { "ResnetV250", new MlNetFixture() },
        { "ResnetV250", new MlNetFixture { Separator = '\\' } },
        { "ResnetV250", new MlNetFixture { Nesting = 2 } },
        { "ResnetV2101", new MlNetFixture { Nesting = 4, Separator = '\\', Bottleneck = "resnet_v2_101/SpatialSqueeze" } },
        { "InceptionV3", new MlNetFixture { IsOld = true, Bottleneck = "InceptionV3/Logits/SpatialSqueeze" } },
        { "MobilenetV2", new MlNetFixture { Prefix = "import/", Bottleneck = "MobilenetV2/Logits/Squeeze", Packing = 2 } },
        { "ResnetV250", new MlNetFixture { Score = "MyScores", Packing = 0, Deflated = false } },
        { "network up to something/else", new MlNetFixture { Bottleneck = "something/else" } },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void Scores_are_those_of_the_formulas_in_every_variant_of_the_zip(string architecture, MlNetFixture fixture)
    {
        ImageClassifier model = ImageClassifier.Load(fixture.ToZip());
        Assert.True(model.IsFromMlNet);
        Assert.Equal(fixture.ClassNames, model.Labels);
        Assert.Equal(architecture, model.Manifest.Backbone.Name);
        Assert.Equal("image classification model of ML.NET 1.5.5+sha", model.Manifest.Backbone.Source);
        Assert.Equal(1, model.Manifest.Head.Temperature);
        foreach ((int width, int height) in ((int, int)[])[(23, 17), (MlNetFixture.Width, MlNetFixture.Height), (7, 5), (1, 1), (200, 301)])
        {
            Image image = Picture(width, height);
            (_, double[] expected) = MlNetReference.Run(image.Pixels.ToArray(), width, height);
            AssertClose(expected, model.CreatePredictionEngine().Predict(PngEncoder.Encode(image)).Probabilities);
        }
    }

    [Fact]
    public void Jpegs_are_decoded_with_the_fast_transform_and_as_stored_whatever_EXIF_says()
    {
        byte[] jpeg = Turned(JpegEncoder.Encode(Picture(40, 24)));
        DecodeOptions asStored = new() { InverseDct = InverseDct.Fast, ApplyOrientation = false };
        Image stored = ImageDecoder.Decode(jpeg, asStored).Image!;
        Assert.Equal((40, 24), (stored.Width, stored.Height));
        Assert.Equal((24, 40), (ImageDecoder.Decode(jpeg).Image!.Width, ImageDecoder.Decode(jpeg).Image!.Height));
        (_, double[] expected) = MlNetReference.Run(stored.Pixels.ToArray(), 40, 24);
        AssertClose(expected, ImageClassifier.Load(new MlNetFixture().ToZip()).CreatePredictionEngine().Predict(jpeg).Probabilities);
    }

    [Fact]
    public void A_converted_model_answers_to_the_bit_like_the_original_and_verifies()
    {
        using TemporaryFolder folder = new();
        string old = folder.At("old.zip");
        string converted = folder.At("new.zip");
        File.WriteAllBytes(old, new MlNetFixture { Separator = '\\' }.ToZip());
        ImageClassifier original = ImageClassifier.Load(old);
        Assert.Equal(0, original.Verify().CaseCount);
        original.Save(converted);
        ImageClassifier model = ImageClassifier.Load(converted);
        Assert.False(model.IsFromMlNet);
        Assert.Equal(2, model.Manifest.FormatVersion);
        Assert.Equal(original.Manifest.Preprocessing, model.Manifest.Preprocessing with { FillColor = original.Manifest.Preprocessing.FillColor, Mean = original.Manifest.Preprocessing.Mean, Deviation = original.Manifest.Preprocessing.Deviation });
        GoldenReport report = model.Verify();
        Assert.True(report is { CaseCount: 3, IsExact: true, IsPassed: true });
        Image image = Picture(31, 45);
        Assert.Equal(original.CreatePredictionEngine().Predict(image).Probabilities, model.CreatePredictionEngine().Predict(image).Probabilities);
    }

    [Fact]
    public void Files_batches_and_evaluation_give_the_same_scores_as_single_pictures()
    {
        using TemporaryFolder folder = new();
        ImageClassifier model = ImageClassifier.Load(new MlNetFixture { ClassNames = ["a", "b", "c"] }.ToZip());
        PredictionEngine engine = model.CreatePredictionEngine(new PredictionOptions { BatchSize = 3 });
        List<string> paths = [];
        List<Image> images = [];
        for (int i = 0; i < 8; i++)
        {
            images.Add(Picture(20 + i, 30 - i));
            string path = folder.At(Path.Combine("set", model.Labels[i % 3], FormattableString.Invariant($"{i}.png")));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, PngEncoder.Encode(images[i]));
            paths.Add(path);
        }

        float[][] single = [.. images.Select(i => engine.Predict(i).Probabilities.ToArray())];
        Assert.Equal(single, engine.Predict(images).Select(p => p.Probabilities.ToArray()));
        Assert.Equal(single, engine.PredictFiles(paths).Select(p => p.Prediction!.Probabilities.ToArray()));
        EvaluationReport report = model.Evaluate(folder.At("set"), new PictureReadingOptions { Cache = null });
        Assert.Equal(
            paths.Zip(single).OrderBy(p => p.First, StringComparer.Ordinal).Select(p => p.Second),
            report.Pictures.OrderBy(p => p.Path, StringComparer.Ordinal).Select(p => p.Prediction.Probabilities.ToArray()));
    }

    [Fact]
    public void Every_cut_of_a_zip_is_refused()
    {
        byte[] zip = new MlNetFixture().ToZip();
        for (int length = 0; length < zip.Length; length += 61)
        {
            Assert.NotEmpty(Assert.Throws<InvalidModelException>(() => ImageClassifier.Load(zip.AsMemory(0, length))).Message);
        }
    }

    [Fact]
    public void The_model_says_what_it_is()
    {
        ModelManifest manifest = ImageClassifier.Load(new MlNetFixture { HasNames = false }.ToZip()).Manifest;
        Assert.Equal(["0", "1", "2"], manifest.Labels);
        Assert.Equal("mlnet", manifest.Head.Kind);
        Assert.StartsWith("numbered", manifest.Head.Settings["classNames"], StringComparison.Ordinal);
        Assert.Equal((MlNetFixture.Width, MlNetFixture.Height, "Stretch", "TensorFlowBilinear", "Fast"), (manifest.Preprocessing.Width, manifest.Preprocessing.Height, manifest.Preprocessing.ResizeMode, manifest.Preprocessing.Interpolation, manifest.Preprocessing.InverseDct));
        Assert.Equal(("Floats", true, "NCHW", "RGB"), (manifest.Preprocessing.Samples, manifest.Preprocessing.IgnoreOrientation, manifest.Preprocessing.Layout, manifest.Preprocessing.ColorOrder));
        Assert.Equal([0f, 0f, 0f], manifest.Preprocessing.Mean);
        Assert.Equal([255f, 255f, 255f], manifest.Preprocessing.Deviation);
        Assert.Equal((0, 0, MlNetFixture.FeatureCount), (manifest.Data.Found, manifest.Data.Used, manifest.Network.FeatureCount));
    }

    [Fact]
    public void Features_are_what_the_head_reads()
    {
        ImageClassifier model = ImageClassifier.Load(new MlNetFixture().ToZip());
        byte[] pixels = Picture(MlNetFixture.Width, MlNetFixture.Height).Pixels.ToArray();
        (double[] features, double[] scores) = MlNetReference.Run(pixels, MlNetFixture.Width, MlNetFixture.Height);
        (float[] found, float[] probabilities) = model.Compiled.RunOne(pixels);
        AssertClose(features, found);
        AssertClose(scores, probabilities);
    }

    [Fact]
    [Trait("Lane", "Slow")]
    public void A_real_network_in_MlNets_names_answers_as_stored()
    {
        const string Name = "mobilenet_v2_1.0_224";
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(TestData.Real("backbones", "expected", Name + ".json")));
        ImageClassifier model = ImageClassifier.Load(Mobilenet(File.ReadAllBytes(TestData.Real("backbones", Name + ".meta"))).ToZip());
        Assert.Equal("MobilenetV2", model.Manifest.Backbone.Name);
        Assert.Equal("import/MobilenetV2/Logits/Squeeze", model.Manifest.Network.Features);
        foreach (JsonElement item in expected.RootElement.GetProperty("cases").EnumerateArray())
        {
            byte[] pixels = BackboneTests.PixelsOf(item, expected).Pixels.ToArray();
            double[] logits = [.. item.GetProperty("logits").EnumerateArray().Select(x => x.GetDouble())];
            (float[] features, float[] probabilities) = model.Compiled.RunOne(pixels);
            Assert.InRange(features.Zip(logits, (a, e) => Math.Abs(a - e)).Max(), 0, 2e-4);
            AssertClose(MlNetReference.Head(logits), probabilities, 1e-5);
            AssertClose(MlNetReference.Head(logits), model.CreatePredictionEngine().Predict(PngEncoder.Encode(new Image(224, 224, pixels))).Probabilities, 1e-5);
        }
    }

    /// <summary>Field 2 of a MetaGraphDef, as ML.NET's own file of this network, with head and decoding put behind it.</summary>
    private static MlNetFixture Mobilenet(byte[] meta)
    {
        CodedInputStream input = new(meta);
        byte[] graph = [];
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            byte[] field = input.ReadBytes().ToByteArray();
            graph = WireFormat.GetTagFieldNumber(tag) == 2 ? field : graph;
        }

        return new MlNetFixture { Network = graph, Prefix = "import/", Bottleneck = "MobilenetV2/Logits/Squeeze", BottleneckLength = 1001, Size = (224, 224), IsCentered = true };
    }

    private static void AssertClose(double[] expected, IReadOnlyList<float> found, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, found.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(found[i], expected[i] - tolerance, expected[i] + tolerance);
        }
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

    /// <summary>The same JPEG with an EXIF block that says "turned by 90 degrees" (TIFF 6.0, tag 0x0112, value 6).</summary>
    private static byte[] Turned(byte[] jpeg)
    {
        byte[] exif = [.. "Exif\0\0"u8, .. "II*\0"u8, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        byte[] length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [.. jpeg[..2], 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }
}
