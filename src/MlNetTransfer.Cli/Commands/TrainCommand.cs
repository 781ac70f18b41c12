using System.CommandLine;
using System.Globalization;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Execution;
using MlNetTransfer.Training;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>train DIR</c>: from labelled pictures to a model zip.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> Pictures = new("DIR")
    {
        Description = "Folder of class folders (with train/, val/ and test/ parts if you like), or a CSV/TSV manifest with the columns path,label.",
    };

    private static readonly Option<string?> Test = new("--test") { Description = "Pictures to measure the model with; default: the test part of DIR, if any." };

    private static readonly Option<string> Out = new("--out", "-o") { Description = "The model zip to write.", DefaultValueFactory = _ => "model.zip" };

    private static readonly Option<string[]> Predict = new("--predict") { Description = "Pictures to classify with the new model at the end.", AllowMultipleArgumentsPerToken = true };

    private static readonly Option<HeadKind> Head = new("--head") { Description = "How the head is learnt.", DefaultValueFactory = _ => HeadKind.Auto };

    private static readonly Option<bool> Balanced = new("--balanced") { Description = "Let every class count the same, however many pictures it has." };

    private static readonly Option<bool> AllowEmpty = new("--allow-empty-class") { Description = "Keep the labels of class folders without usable pictures." };

    public static Command Create()
    {
        Command command = CommonOptions.Command(
            "train",
            "Train a model on labelled pictures and save it as one zip.",
            [Pictures, Test, Out, Predict, Head, Balanced, AllowEmpty, CommonOptions.Precise, CommonOptions.FastDecode, .. BackboneOptions.All, .. TuningOptions.All, .. CommonOptions.Reading]);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        ImageClassificationTrainer trainer = new(Options(parsed));
        if (TuningOptions.IsLookOnly(parsed))
        {
            return Look(parsed, trainer.FindLearningRate(parsed.GetRequiredValue(Pictures), new ProgressLine(terminal), cancellation));
        }

        string path = parsed.GetRequiredValue(Out);
        OutputFile.CheckWritable(path);
        TrainingResult result = trainer.Fit(parsed.GetRequiredValue(Pictures), parsed.GetValue(Test), new ProgressLine(terminal), cancellation);
        result.Model.Save(path);
        IReadOnlyList<FilePrediction> predictions = parsed.GetValue(Predict) is { Length: > 0 } files
            ? result.Model.CreatePredictionEngine(new PredictionOptions { ThreadCount = trainer.Options.Reading.ThreadCount })
                .PredictFiles(CommandSupport.ExpandFiles(files), cancellation)
            : [];

        SayProblems(terminal, result.Report);
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(Document(path, result, predictions), DocumentJson.Default.TrainDocument);
        }
        else
        {
            Show(terminal, path, result.Report);
            Tables.Predictions(predictions);
        }

        return CommandSupport.CodeFor(predictions);
    }

    private static int Look(ParseResult parsed, LearningRateSweep sweep)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(LearningRateTables.Document(sweep), DocumentJson.Default.LearningRateDocument);
        }
        else
        {
            LearningRateTables.Show(sweep);
        }

        return ExitCodes.Success;
    }

    private static ImageClassificationTrainerOptions Options(ParseResult parsed) => new()
    {
        Backbone = parsed.GetRequiredValue(BackboneOptions.Backbone),
        BackboneOverrides = BackboneOptions.Overrides(parsed),
        BackboneStore = BackboneOptions.StoreOptions(parsed),
        NumericMode = parsed.GetValue(CommonOptions.Precise) ? NumericMode.Precise : NumericMode.Fast,
        ReducedDecoding = parsed.GetValue(CommonOptions.FastDecode),
        Head = new HeadOptions
        {
            Kind = parsed.GetValue(Head),
            ClassWeighting = parsed.GetValue(Balanced) ? ClassWeighting.Balanced : ClassWeighting.None,
        },
        FineTuning = TuningOptions.Of(parsed),
        Reading = CommonOptions.ReadingOptions(parsed) with { AllowEmptyClasses = parsed.GetValue(AllowEmpty) },
    };

    private static void SayProblems(Terminal terminal, TrainingReport report)
    {
        CommandSupport.SaySkips(terminal, "training pictures", report.Images);
        foreach ((string name, EvaluationReport? part) in new[] { ("validation pictures", report.Validation), ("test pictures", report.Test) })
        {
            if (part is not null)
            {
                CommandSupport.SaySkips(terminal, name, part.Images);
            }
        }

        CommandSupport.SayWarnings(terminal, report.Warnings);
    }

    private static void Show(Terminal terminal, string path, TrainingReport report)
    {
        CultureInfo c = CultureInfo.InvariantCulture;
        Terminal.WriteResult(string.Create(c, $"backbone {report.Backbone}, {report.FeatureCount} features; {report.Images.Used} pictures of {report.UsedByClass.Count} classes ({report.FromCache} from the cache)"));
        foreach (string line in report.Head)
        {
            Terminal.WriteResult("head: " + line);
        }

        if (report.FineTuning is { } tuning)
        {
            TuningTables.Show(terminal, tuning);
        }

        if (report.Validation is { } validation)
        {
            Tables.Metrics(terminal, "validation", validation.Metrics);
        }

        if (report.Test is { } test)
        {
            Terminal.WriteResult(string.Create(c, $"left-out estimate on the training pictures: accuracy {report.LeftOut.Accuracy.Value:P1}, log-loss {report.LeftOut.LogLoss:F4}"));
            Tables.Metrics(terminal, "test", test.Metrics);
        }
        else
        {
            Tables.Metrics(terminal, "left-out estimate (each training picture judged by a head that did not see it)", report.LeftOut);
        }

        Terminal.WriteResult(string.Create(
            c,
            $"saved {path}; {report.Seconds.Total:F2} s (backbone {report.Seconds.Load:F2}, features {report.Seconds.Extract:F2}, head {report.Seconds.Head:F2}{(report.FineTuning is null ? "" : string.Create(c, $", fine-tuning {report.Seconds.FineTuning:F2}"))})"));
    }

    private static TrainDocument Document(string path, TrainingResult result, IReadOnlyList<FilePrediction> predictions)
    {
        TrainingReport report = result.Report;
        return new TrainDocument
        {
            Model = path,
            Backbone = report.Backbone,
            FeatureCount = report.FeatureCount,
            Labels = result.Model.Labels,
            Images = DocumentParts.Images(report.Images, report.FromCache),
            Head = report.Head,
            LearningRates = report.FineTuning?.LearningRates is { } rates ? LearningRateTables.Document(rates) : null,
            FineTuning = report.FineTuning is null ? null : TuningParts.Document(report.FineTuning),
            LeftOut = DocumentParts.Metrics(report.LeftOut),
            Validation = report.Validation is null ? null : DocumentParts.Metrics(report.Validation.Metrics),
            Test = report.Test is null ? null : DocumentParts.Metrics(report.Test.Metrics),
            TestImages = report.Test is null ? null : DocumentParts.Images(report.Test.Images, report.Test.FromCache),
            Warnings = report.Warnings,
            Seconds = DocumentParts.Seconds(report.Seconds) with { FineTuning = report.FineTuning is null ? null : report.Seconds.FineTuning },
            Predictions = predictions.Count == 0 ? null : [.. predictions.Select(DocumentParts.Prediction)],
        };
    }
}
