using System.Diagnostics;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Evaluation;

namespace MlNetTransfer;

/// <summary>Measures a model on labelled pictures.</summary>
internal static class Evaluator
{
    /// <summary>Extracts (or takes from the cache), scores and measures.</summary>
    public static EvaluationReport Run(ImageClassifier model, ClassifierNetwork network, PictureListing pictures, EvaluationRun run)
    {
        long start = Stopwatch.GetTimestamp();
        ExtractedFeatures features = Extract(network, pictures, run);
        double extract = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return Score(model, network, features) with
        {
            Warnings = [.. run.CacheWarnings],
            Seconds = new StageSeconds { Extract = extract, Total = Stopwatch.GetElapsedTime(start).TotalSeconds },
        };
    }

    /// <summary>Scores and measures features that were extracted before.</summary>
    public static EvaluationReport Score(ImageClassifier model, ClassifierNetwork network, ExtractedFeatures features)
    {
        if (features.Labels.Count == 0)
        {
            throw new UnusableDatasetException(
                UnusableDatasetKind.Classes, features.Listing.Root, [$"no usable picture among {features.Report.Found} found"], "Add pictures of the model's classes.");
        }

        Tensors.FeatureMatrix probabilities = network.RunHead(features.Features);
        IReadOnlyList<string> names = model.Labels;
        return new EvaluationReport
        {
            Metrics = ClassificationMetrics.Compute(probabilities, [.. features.Labels], names),
            Images = features.Report,
            Pictures =
            [
                .. features.Items.Select((item, row) => new EvaluatedPicture(
                    features.Listing.Items[item].RelativePath,
                    names[features.Labels[row]],
                    Ranking.Of(probabilities.Values.Slice(row * names.Count, names.Count), names, TopCount))),
            ],
            Seconds = new StageSeconds(),
            FromCache = features.FromCache,
        };
    }

    /// <summary>Runs pictures through the model's backbone.</summary>
    public static ExtractedFeatures Extract(ClassifierNetwork network, PictureListing pictures, EvaluationRun run)
    {
        FeatureExtractor extractor = new(new FeatureExtractorOptions
        {
            Stream = run.StreamOptions(network.Preprocessing),
            Network = (pixels, destination) => network.Run(pixels, run.CancellationToken).Features.CopyTo(destination),
            FeatureCount = network.Manifest.Network.FeatureCount,
            BackboneIdentity = ClassifierNetwork.BackboneIdentity(network.Manifest.Backbone, network.Manifest.Network.Features),
            EngineIdentity = ClassifierNetwork.EngineIdentity(network.NumericMode),
            Cache = run.Cache,
        });
        return extractor.Extract(pictures, new ProgressMeter(run.Phase, run.Progress), run.CancellationToken);
    }

    private const int TopCount = 3;
}
