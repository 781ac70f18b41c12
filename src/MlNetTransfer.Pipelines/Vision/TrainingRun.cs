using MlNetTransfer.Datasets;
using MlNetTransfer.Pipelines.Runtime;
using static MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>What one training is told, and how it tells.</summary>
internal sealed record TrainingRun
{
    private const int ListedSkipCount = 20;

    public required Options Options { get; init; }

    public required long Seed { get; init; }

    /// <summary>Where ML.NET keeps the networks that it downloaded.</summary>
    public required string NetworkFolder { get; init; }

    /// <summary>The network where the options name none.</summary>
    public required string? DefaultBackbone { get; init; }

    public required Action<ChannelMessageKind, string> Tell { get; init; }

    public required CancellationToken CancellationToken { get; init; }

    /// <summary>Tells the figures of an epoch or the state of an extraction.</summary>
    public void Report(ImageClassificationMetrics metrics)
    {
        Tell(ChannelMessageKind.Trace, metrics.ToString());
        Options.MetricsCallback?.Invoke(metrics);
        CancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Tells about every picture of an extraction.</summary>
    public IProgress<TrainingProgress> ExtractionProgress(ImageClassificationMetrics.Dataset? always = null) => new BottleneckProgress(this, always);

    /// <summary>Names the pictures that could not be used.</summary>
    public void TellSkipped(SkipReport report, string part)
    {
        foreach (SkippedPicture skipped in report.Skipped.Take(ListedSkipCount))
        {
            Tell(ChannelMessageKind.Warning, $"{skipped.RelativePath}: {skipped.Message} (left out of the {part} pictures)");
        }

        if (report.Skipped.Count > ListedSkipCount)
        {
            Tell(ChannelMessageKind.Warning, FormattableString.Invariant($"... and {report.Skipped.Count - ListedSkipCount} more of the {part} pictures were left out."));
        }

        Tell(ChannelMessageKind.Info, FormattableString.Invariant($"{report.Used} of {report.Found} {part} pictures are used."));
    }

    private sealed class BottleneckProgress(TrainingRun run, ImageClassificationMetrics.Dataset? always) : IProgress<TrainingProgress>
    {
        private readonly Dictionary<ImageClassificationMetrics.Dataset, int> _told = [];
        private string _phase = "";

        public void Report(TrainingProgress value)
        {
            ImageClassificationMetrics.Dataset? known = value.Phase switch
            {
                "extracting features" => always ?? ImageClassificationMetrics.Dataset.Train,
                "extracting validation features" => ImageClassificationMetrics.Dataset.Validation,
                _ => null,
            };
            if (known is not { } dataset)
            {
                Announce(value.Phase);
                return;
            }

            int told = _told.GetValueOrDefault(dataset);
            for (; told < value.Completed; told++)
            {
                run.Report(new ImageClassificationMetrics { Bottleneck = new BottleneckMetrics { DatasetUsed = dataset, Index = told + 1 } });
            }

            _told[dataset] = told;
        }

        /// <summary>Names a stage that counts no pictures of its own.</summary>
        private void Announce(string phase)
        {
            if (phase != _phase)
            {
                _phase = phase;
                run.Tell(ChannelMessageKind.Info, phase);
            }
        }
    }
}
