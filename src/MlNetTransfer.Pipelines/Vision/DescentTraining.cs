using System.Globalization;
using MlNetTransfer.Datasets;
using MlNetTransfer.Datasets.Features;
using MlNetTransfer.Pipelines.Runtime;
using MlNetTransfer.Runtime;
using MlNetTransfer.Training;
using static MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>Training of the head by gradient descent: our own way, or ML.NET's.</summary>
internal static class DescentTraining
{
    public static ImageClassificationModelParameters Run(TrainingRun run, TrainingRows train, TrainingRows? validation)
    {
        Options options = run.Options;
        ImageEmbedder embedder = FrontDoorOptions.Explain(
            run, () => new ImageEmbedder(options.LegacyBehavior ? FrontDoorOptions.OfLegacy(run) : FrontDoorOptions.Of(run)));
        ExtractedFeatures features = embedder.Extract(train.Pictures, run.ExtractionProgress(ImageClassificationMetrics.Dataset.Train), run.CancellationToken);
        run.TellSkipped(features.Report, "training");
        ExtractedFeatures? judged = null;
        if (validation is not null)
        {
            judged = embedder.Extract(validation.Pictures, run.ExtractionProgress(ImageClassificationMetrics.Dataset.Validation), run.CancellationToken);
            run.TellSkipped(judged.Report, "validation");
        }

        (int[] learnt, int[] aside) = judged is null ? Split(run, features) : ([.. Enumerable.Range(0, features.Labels.Count)], []);
        if (learnt.Length == 0)
        {
            throw new ArgumentException("ImageClassificationTrainer: no usable training picture is left.");
        }

        // ML.NET's features are not scaled; ours are, and the scale is folded into the weights afterwards.
        FeatureScale scale = options.LegacyBehavior ? FeatureScale.None(embedder.FeatureCount) : FeatureScale.Of(features.Features, learnt);
        DescentSamples trainSamples = new(scale.Apply(features.Features, learnt), [.. learnt.Select(i => features.Labels[i])]);
        DescentSamples validationSamples = judged is null
            ? new DescentSamples(scale.Apply(features.Features, aside), [.. aside.Select(i => features.Labels[i])])
            : new DescentSamples(scale.Apply(judged.Features, [.. Enumerable.Range(0, judged.Labels.Count)]), [.. judged.Labels]);
        SoftmaxHead head = SoftmaxHead.Create(embedder.FeatureCount, train.ClassNames.Count, run.Seed);
        SoftmaxHead kept = new HeadDescent(run, head).Run(trainSamples, validationSamples);
        return new ImageClassificationModelParameters(embedder.CreateClassifier(ToLinear(kept, scale, options), features), report: null);
    }

    /// <summary>Rows to learn from and rows to judge by.</summary>
    private static (int[] Learnt, int[] Aside) Split(TrainingRun run, ExtractedFeatures features)
    {
        float fraction = run.Options.ValidationSetFraction ?? 0;
        if (!run.Options.LegacyBehavior)
        {
            TrainValidationSplit split = TrainValidationSplit.Create(features.Labels, features.Contents, features.Paths, fraction, run.Seed);
            return ([.. split.Train], [.. split.Validation]);
        }

        // ML.NET sorts by random whole numbers below the count: not a fair shuffle, since equal numbers keep their order. The first rows are set aside.
        SeededRandom random = new(run.Seed);
        int count = features.Labels.Count;
        int[] numbers = [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(Math.Max(1, count)))];
        int[] order = [.. Enumerable.Range(0, count).OrderBy(i => numbers[i])];
        int asideCount = (int)(count * fraction);
        run.Tell(ChannelMessageKind.Info, FormattableString.Invariant($"{asideCount} of {count} pictures are set aside for validation, not stratified."));
        return (order[asideCount..], order[..asideCount]);
    }

    private static LinearHead ToLinear(SoftmaxHead head, FeatureScale scale, Options options)
    {
        (float[] weights, float[] bias) = scale.Fold(head);
        return new LinearHead
        {
            ClassCount = head.ClassCount,
            FeatureCount = head.FeatureCount,
            Weights = weights,
            Bias = bias,
            Method = options.LegacyBehavior ? "mlnet-gradient-descent" : "gradient-descent",
            Settings = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["batchSize"] = options.BatchSize.ToString(CultureInfo.InvariantCulture),
                ["epochs"] = options.Epoch.ToString(CultureInfo.InvariantCulture),
            },
        };
    }
}
