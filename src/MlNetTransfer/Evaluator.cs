using System.Diagnostics;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Preprocessing.Augmentation;
using MlNetTransfer.Tensors;

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
            TestTimeAugmentation = run.Views,
            Warnings = [.. run.CacheWarnings, .. FlipSafety.FindConcerns(run.Views, model.Labels)],
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

        FeatureMatrix probabilities = Probabilities(network, features.Features);
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

    /// <summary>Runs pictures through the model's backbone; the features of several views stand side by side.</summary>
    public static ExtractedFeatures Extract(ClassifierNetwork network, PictureListing pictures, EvaluationRun run)
    {
        FeatureExtractor extractor = new(new FeatureExtractorOptions
        {
            Stream = run.StreamOptions(network.Preprocessing),
            Network = (pixels, destination) => network.Run(pixels, run.CancellationToken).Features.CopyTo(destination),
            FeatureCount = checked(network.Manifest.Network.FeatureCount * TestTimeViews.Of(run.Views).Count),
            BackboneIdentity = ClassifierNetwork.BackboneIdentity(network.Manifest.Backbone, network.Manifest.Network.Features),
            EngineIdentity = ClassifierNetwork.EngineIdentity(network.NumericMode),
            Cache = run.Cache,
        });
        return extractor.Extract(pictures, new ProgressMeter(run.Phase, run.Progress), run.CancellationToken);
    }

    private static FeatureMatrix Probabilities(ClassifierNetwork network, FeatureMatrix features)
    {
        int length = network.Manifest.Network.FeatureCount;
        int views = features.ColumnCount / length;
        if (views == 1)
        {
            return network.RunHead(features);
        }

        FeatureMatrix each = network.RunHead(new FeatureMatrix(features.RowCount * views, length, features.Values.ToArray()));
        return new FeatureMatrix(features.RowCount, each.ColumnCount, ViewAverage.Of(each.Values.ToArray(), views, each.ColumnCount));
    }

    private const int TopCount = 3;
}
