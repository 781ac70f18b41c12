using System.CommandLine;
using MlNetTransfer.Cli.Output;

namespace MlNetTransfer.Cli.Commands;

/// <summary><c>evaluate MODEL DIR</c>: how good a saved model is on labelled pictures.</summary>
internal static class EvaluateCommand
{
    private static readonly Argument<string> Model = new("MODEL") { Description = "The model zip, ours or ML.NET's." };

    private static readonly Argument<string> Pictures = new("DIR") { Description = "Folder of class folders (its test part where it has one), or a CSV/TSV manifest." };

    private static readonly Option<bool> Details = new("--pictures") { Description = "List every picture with its answer (in JSON: with all probabilities)." };

    public static Command Create()
    {
        Command command = CommonOptions.Command(
            "evaluate", "Measure a saved model on labelled pictures.", [Model, Pictures, Details, CommonOptions.TestTime, .. CommonOptions.Reading]);
        CommandAction.Set(command, Run);
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        string path = parsed.GetRequiredValue(Model);
        ImageClassifier model = ImageClassifier.Load(path);
        EvaluationReport report = model.Evaluate(
            parsed.GetRequiredValue(Pictures), parsed.GetValue(CommonOptions.TestTime), CommonOptions.ReadingOptions(parsed), new ProgressLine(terminal), cancellation);
        CommandSupport.SaySkips(terminal, "pictures", report.Images);
        CommandSupport.SayWarnings(terminal, report.Warnings);
        if (parsed.GetValue(CommonOptions.Json))
        {
            CommandSupport.WriteJson(Document(path, report, parsed.GetValue(Details)), DocumentJson.Default.EvaluateDocument);
            return ExitCodes.Success;
        }

        Tables.Metrics(terminal, "test", report.Metrics);
        if (parsed.GetValue(Details))
        {
            foreach (EvaluatedPicture p in report.Pictures)
            {
                Terminal.WriteResult(FormattableString.Invariant($"{p.Path}: {p.Label} -> {p.Prediction.Label} {p.Prediction.Probability:P1}{(p.Label == p.Prediction.Label ? "" : "  WRONG")}"));
            }
        }

        return ExitCodes.Success;
    }

    private static EvaluateDocument Document(string path, EvaluationReport report, bool details) => new()
    {
        Model = path,
        Images = DocumentParts.Images(report.Images, report.FromCache),
        Test = DocumentParts.Metrics(report.Metrics),
        TestTime = CommonOptions.NameOf(report.TestTimeAugmentation),
        Seconds = DocumentParts.Seconds(report.Seconds),
        Warnings = report.Warnings,
        Pictures = details ? [.. report.Pictures.Select(p => new EvaluatedDocument(p.Path, p.Label, p.Prediction.Label, p.Prediction.Probabilities))] : null,
    };
}
