using System.Globalization;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.FineTuning;
using MlNetTransfer.Graphs;
using MlNetTransfer.Importing.Onnx;
using MlNetTransfer.Persistence.Archive;
using MlNetTransfer.Training;

namespace MlNetTransfer;

/// <summary>Puts backbone, head and facts together into a model.</summary>
internal static class ModelAssembly
{
    private const int GoldenCount = 3;

    private const string Source = "trained model";

    /// <summary>The complete model of a frozen backbone, with golden answers.</summary>
    public static ImageClassifier Compose(PretrainedNetwork backbone, LinearHead head, ExtractedFeatures train)
    {
        head.Validate();
        Graph network = HeadNodes.Append(backbone.Trunk, backbone.Feature, head);
        return Compose(backbone, network, (backbone.Description, new HeadDescription(head.Method, head.Settings, head.Temperature)), train);
    }

    /// <summary>The complete model of a fine-tuned network; its backbone is no longer the file that it came from, and says so.</summary>
    public static ImageClassifier ComposeTuned(PretrainedNetwork backbone, Graph network, FineTuningResult tuned, ExtractedFeatures train)
    {
        Graph calibrated = HeadNodes.Calibrate(network, tuned.Temperature);
        BackboneDescription description = backbone.Description with
        {
            Name = $"{backbone.Description.Name}, fine-tuned ({tuned.Report.Chosen})",
            Sha256 = ConstantsHash.Of(network),
        };
        SortedDictionary<string, string> settings = new(StringComparer.Ordinal)
        {
            ["fineTuned"] = tuned.Report.Chosen,
            ["movedParameters"] = (tuned.Report.Blocks.Sum(b => b.MovingCount)).ToString(CultureInfo.InvariantCulture),
        };
        if (tuned.Report.Hidden.Count > 0)
        {
            settings["hidden"] = string.Join(',', tuned.Report.Hidden);
        }

        return Compose(backbone, calibrated, (description, new HeadDescription("gradient", settings, tuned.Temperature)), train);
    }

    private static ImageClassifier Compose(
        PretrainedNetwork backbone, Graph network, (BackboneDescription Backbone, HeadDescription Head) descriptions, ExtractedFeatures train)
    {
        ModelArchiveContent content = new()
        {
            Manifest = new ModelManifest
            {
                Labels = train.Listing.ClassNames,
                Backbone = descriptions.Backbone,
                Network = new NetworkDescription(
                    network.Inputs[0].Name,
                    network.Outputs[0].Name,
                    network.Outputs[1].Name,
                    network.Outputs[2].Name,
                    backbone.FeatureCount,
                    backbone.NumericMode.ToString()),
                Preprocessing = PreprocessingDescription.From(backbone.Specification.Preprocessing),
                Head = descriptions.Head,
                Data = new DataDescription(train.ComputeFingerprint(), train.Report.Found, train.Report.Used, CountByClass(train)),
            },
            Network = OnnxWriter.Write(network),
            Machine = ClassifierNetwork.Machine,
            Tolerance = ClassifierNetwork.GoldenTolerance,
        };
        ClassifierNetwork compiled = new(content, Source, backbone.ThreadCount);
        return new ImageClassifier(WithGoldens(content, compiled), Source, new Lazy<ClassifierNetwork>(compiled));
    }

    /// <summary>The same content with golden answers of this machine.</summary>
    public static ModelArchiveContent WithGoldens(ModelArchiveContent content, ClassifierNetwork compiled) => content with
    {
        Goldens =
        [
            .. Enumerable.Range(0, GoldenCount).Select(pattern =>
                Golden(compiled, GoldenPattern.Create(pattern, compiled.Preprocessing.Width, compiled.Preprocessing.Height))),
        ],
        Machine = ClassifierNetwork.Machine,
        Tolerance = ClassifierNetwork.GoldenTolerance,
    };

    /// <summary>Measures a model on features of pictures that it did not learn from.</summary>
    public static EvaluationReport Score(ImageClassifier model, ExtractedFeatures features) => Evaluator.Score(model, model.Compiled, features);

    /// <summary>Number of used pictures of each class.</summary>
    public static IReadOnlyList<int> CountByClass(ExtractedFeatures features)
    {
        int[] counts = new int[features.Listing.ClassNames.Count];
        foreach (int label in features.Labels)
        {
            counts[label]++;
        }

        return counts;
    }

    /// <summary>The figures that a manifest keeps.</summary>
    public static IEnumerable<KeyValuePair<string, double>> Metrics(Evaluation.ClassificationMetrics leftOut, EvaluationReport? validation, EvaluationReport? test)
    {
        (string Name, Evaluation.ClassificationMetrics? Metrics)[] parts =
            [("leftOut", leftOut), ("validation", validation?.Metrics), ("test", test?.Metrics)];
        foreach ((string name, Evaluation.ClassificationMetrics? metrics) in parts)
        {
            if (metrics is not null)
            {
                yield return new(name + ".accuracy", metrics.Accuracy.Value);
                yield return new(name + ".logLoss", metrics.LogLoss);
                yield return new(name + ".expectedCalibrationError", metrics.ExpectedCalibrationError);
            }
        }
    }

    /// <summary>Warnings about training files with the same bytes and different labels.</summary>
    public static IEnumerable<string> Contradictions(ExtractedFeatures train) =>
        LeakageReport.Find(train).Contradictions.Select(p => $"'{p.First}' ({p.FirstClass}) and '{p.Second}' ({p.SecondClass}) are the same file under two labels");

    /// <summary>Warnings about files that are both learnt from and measured with.</summary>
    public static IEnumerable<string> Leaks(ExtractedFeatures train, ExtractedFeatures? other, string otherName) =>
        other is null ? [] : LeakageReport.Find(train, other).Shared.Select(
            p => $"'{p.Second}' of the {otherName} pictures is the same file as '{p.First}' of the training pictures: the measured accuracy is too good");

    /// <summary>Inputs are computed, so that nobody's photographs travel with a model.</summary>
    private static GoldenCase Golden(ClassifierNetwork network, byte[] pixels)
    {
        (float[] features, float[] probabilities) = network.RunOne(pixels);
        return new GoldenCase(pixels, features, probabilities);
    }
}
