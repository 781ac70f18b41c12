using System.Globalization;
using MlNetTransfer.Backbones;
using MlNetTransfer.Execution;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Imaging;
using MlNetTransfer.Importing;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Preprocessing;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Freezing;
using MlNetTransfer.Training.Loop;

namespace MlNetTransfer.Scenarios;

/// <summary>The exported ONNX file of a fine-tuned model gives the same probabilities in ONNX Runtime.</summary>
public sealed class ExportedTuningTests
{
    private const double Tolerance = 1e-4;

    /// <summary>Below this a probability is compared absolutely.</summary>
    private const double SmallProbability = 1e-3;

    private static readonly BackboneOverrides Small = new() { Preprocessing = "torchvision", Width = 32, Height = 32, Features = "features" };

    [Theory]
    [InlineData("all", BatchNormalizationMode.Frozen)]
    [InlineData("all", BatchNormalizationMode.Updating)]
    [InlineData("norm-and-bias", BatchNormalizationMode.Frozen)]
    public void A_small_network_answers_alike(string mode, BatchNormalizationMode batchNormalization)
    {
        OnnxRuntimePeer.Find();
        Check(TestData.Own("golden", "networks", "mobilenet_v2.onnx"), Small, new FineTuningOptions { Freeze = FreezeOptions.Parse(mode), BatchNormalization = batchNormalization });
    }

    [Theory]
    [Trait("Lane", "Slow")]
    [InlineData("mobilenet_v2_0.35_224.onnx", "all", BatchNormalizationMode.Frozen)]
    [InlineData("mobilenet_v2_0.35_224.onnx", "all", BatchNormalizationMode.Updating)]
    [InlineData("mobilenet_v2_1.0_224.pb", "last-2", BatchNormalizationMode.Frozen)]
    public void A_pretrained_network_answers_alike(string file, string mode, BatchNormalizationMode batchNormalization)
    {
        string network = TestData.Real("backbones", file);
        OnnxRuntimePeer.Find();
        BackboneOverrides? overrides = file.EndsWith(".pb", StringComparison.Ordinal) ? new BackboneOverrides { Preprocessing = "tensorflow", Features = "features" } : null;
        Check(network, overrides, new FineTuningOptions { Freeze = FreezeOptions.Parse(mode), BatchNormalization = batchNormalization });
    }

    private static void Check(string network, BackboneOverrides? overrides, FineTuningOptions tuning)
    {
        using TemporaryFolder folder = new();
        string pictures = SmallSet.CopyTo(folder);
        TrainingResult result = new ImageClassificationTrainer(new ImageClassificationTrainerOptions
        {
            Backbone = network,
            BackboneOverrides = overrides ?? new BackboneOverrides(),
            FineTuning = tuning with { Training = new GradientTrainingOptions { Epochs = 1, BatchSize = 6, AverageDecay = 0.9 } },
            Reading = new PictureReadingOptions { Cache = null },
        }).Fit(pictures);
        Assert.Contains(result.Report.FineTuning!.Movement!.Blocks, block => block.Change > 0);
        result.Model.Save(folder.File("model.zip"));
        ImageClassifier model = ImageClassifier.Load(folder.File("model.zip"));
        byte[] onnx = model.ExportOnnx();
        Assert.Equal(tuning.BatchNormalization == BatchNormalizationMode.Updating, StatisticsMoved(NetworkReader.Read(File.ReadAllBytes(network), network), OnnxReader.Read(onnx)));

        string[] files = Directory.GetFiles(Path.Combine(pictures, "test"), "*.jpg", SearchOption.AllDirectories);
        float[] expected = [.. files.SelectMany(file => model.Predict(file).Probabilities)];
        ImagePreprocessing preprocessing = model.Manifest.Preprocessing.ToPreprocessing();
        int[] shape = preprocessing.Normalization.ChannelsLast
            ? [files.Length, preprocessing.Height, preprocessing.Width, 3]
            : [files.Length, 3, preprocessing.Height, preprocessing.Width];
        float[] actual = OnnxRuntimePeer.Run(folder, onnx, [.. files.SelectMany(file => InputOf(file, preprocessing))], shape, model.Manifest.Network.Probabilities);
        Assert.Equal(expected.Length, actual.Length);
        double worst = expected.Zip(actual, (e, a) => Math.Abs(e - a) / Math.Max(e, SmallProbability)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(network)} {tuning.Freeze} {tuning.BatchNormalization}: {worst:E2} over {actual.Length} probabilities"));
        Assert.InRange(worst, 0, Tolerance);
    }

    private static bool StatisticsMoved(Graph before, Graph after) => after.Nodes
        .Where(node => node.Operator is BatchNormalization)
        .SelectMany(node => node.Inputs.Skip(3))
        .Any(name => !before.Constants[name].Bytes.Span.SequenceEqual(after.Constants[name].Bytes.Span));

    /// <summary>(pixel - mean) / deviation in the network's layout, as docs/model-zip.md says.</summary>
    private static float[] InputOf(string file, ImagePreprocessing preprocessing)
    {
        byte[] pixels = new byte[preprocessing.Width * preprocessing.Height * 3];
        Assert.True(ImagePreprocessor.Decode(File.ReadAllBytes(file), preprocessing, null, pixels).Outcome == DecodeOutcome.Ok);
        InputNormalization n = preprocessing.Normalization;
        float[] input = new float[pixels.Length];
        int plane = pixels.Length / 3;
        for (int i = 0; i < pixels.Length; i++)
        {
            (int at, int c) = Math.DivRem(i, 3);
            int channel = n.BlueFirst ? 2 - c : c;
            input[n.ChannelsLast ? (at * 3) + channel : (channel * plane) + at] = (pixels[i] - n.Mean[c % n.Mean.Count]) / n.Deviation[c % n.Deviation.Count];
        }

        return input;
    }
}
