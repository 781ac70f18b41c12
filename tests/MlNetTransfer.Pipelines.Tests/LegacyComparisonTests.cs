using System.Diagnostics;
using MlNetTransfer.Pipelines.Data;
using Trainer = MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>The default beside ML.NET's algorithm, on photographs.</summary>
public sealed class LegacyComparisonTests(ITestOutputHelper output)
{
    [Fact]
    [Trait("Lane", "Slow")]
    public void The_default_is_better_than_legacy_behaviour_on_flowers()
    {
        string flowers = TestData.Real("datasets", "flowers5");
        string network = TestData.Real("backbones", "mobilenet_v2_1.0_224.onnx");
        Dictionary<string, Action<Trainer.Options>> ways = new()
        {
            ["default (closed form)"] = _ => { },
            ["gradient descent"] = o => o.HeadMethod = Trainer.HeadMethod.GradientDescent,
            ["legacy"] = o => o.LegacyBehavior = true,
        };
        Dictionary<string, double> accuracies = [];
        foreach ((string name, Action<Trainer.Options> change) in ways)
        {
            using TemporaryFolder folder = new();
            MLContext context = new(seed: 1) { DefaultBackbone = network };
            int epochs = 0;
            Trainer.Options options = new()
            {
                FeatureColumnName = "Image",
                WorkspacePath = folder.Root,
                MetricsCallback = m => epochs = m.Train is { } train ? train.Epoch + 1 : epochs,
            };
            change(options);
            (IDataView train, IDataView test) = Load(context, flowers);
            long start = Stopwatch.GetTimestamp();
            context.MulticlassClassification.Trainers.ImageClassification(options).Fit(train);
            double all = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            ITransformer model = context.MulticlassClassification.Trainers.ImageClassification(options).Fit(train);
            double head = Stopwatch.GetElapsedTime(start).TotalSeconds;
            MulticlassClassificationMetrics metrics = context.MulticlassClassification.Evaluate(model.Transform(test));
            accuracies[name] = metrics.MicroAccuracy;
            output.WriteLine(FormattableString.Invariant(
                $"{name}: micro accuracy {metrics.MicroAccuracy:P1}, macro {metrics.MacroAccuracy:P1}, log-loss {metrics.LogLoss:F4}, {epochs} epochs, {all:F1} s of training, {head:F1} s with features from the cache"));
        }

        Assert.InRange(accuracies["default (closed form)"], 0.84, 1);
        Assert.InRange(accuracies["gradient descent"], 0.80, 1);
        Assert.True(accuracies["default (closed form)"] >= accuracies["legacy"]);
    }

    private static (IDataView Train, IDataView Test) Load(MLContext context, string folder)
    {
        IDataView train = context.Data.LoadFromEnumerable(Pictures(Path.Combine(folder, "train")));
        ITransformer preparation = context.Transforms.Conversion.MapValueToKey("Label")
            .Append(context.Transforms.LoadRawImageBytes("Image", null, "ImagePath"))
            .Fit(train);
        return (preparation.Transform(train), preparation.Transform(context.Data.LoadFromEnumerable(Pictures(Path.Combine(folder, "test")))));
    }

    private static Picture[] Pictures(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => new Picture { ImagePath = f, Label = Directory.GetParent(f)!.Name }),
    ];

    private sealed class Picture
    {
        public string ImagePath { get; set; } = "";

        public string Label { get; set; } = "";
    }
}
