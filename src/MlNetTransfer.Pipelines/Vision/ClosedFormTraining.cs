using MlNetTransfer.Datasets;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Pipelines.Runtime;
using static MlNetTransfer.Pipelines.Vision.ImageClassificationTrainer;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>The front door's training.</summary>
internal static class ClosedFormTraining
{
    public static ImageClassificationModelParameters Run(TrainingRun run, TrainingRows train, TrainingRows? validation)
    {
        ImageClassificationTrainerOptions options = FrontDoorOptions.Of(run);
        MlNetTransfer.ImageClassificationTrainer trainer = new(options);
        LabelledPictures pictures = new(train.Pictures, validation?.Pictures, Test: null);
        TrainingResult result = FrontDoorOptions.Explain(run, () => trainer.Fit(pictures, run.ExtractionProgress(), run.CancellationToken));
        TrainingReport report = result.Report;
        run.TellSkipped(report.Images, "training");
        foreach (string line in report.Head)
        {
            run.Tell(ChannelMessageKind.Info, line);
        }

        foreach (string warning in report.Warnings)
        {
            run.Tell(ChannelMessageKind.Warning, warning);
        }

        if (run.Options.TestOnTrainSet)
        {
            Report(run, report.LeftOut, ImageClassificationMetrics.Dataset.Train, options);
        }

        if (report.Validation is { } measured)
        {
            run.TellSkipped(measured.Images, "validation");
            Report(run, measured.Metrics, ImageClassificationMetrics.Dataset.Validation, options);
        }

        return new ImageClassificationModelParameters(result.Model, report);
    }

    /// <summary>One epoch, and no learning rate. The training pictures' figures are left-out ones: each is judged by a head that did not see it.</summary>
    private static void Report(TrainingRun run, ClassificationMetrics metrics, ImageClassificationMetrics.Dataset dataset, ImageClassificationTrainerOptions options) =>
        run.Report(new ImageClassificationMetrics
        {
            Train = new TrainMetrics
            {
                DatasetUsed = dataset,
                BatchProcessedCount = (metrics.SampleCount + options.Reading.BatchSize - 1) / options.Reading.BatchSize,
                Accuracy = (float)metrics.Accuracy.Value,
                CrossEntropy = (float)metrics.LogLoss,
            },
        });
}
