using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MlNetTransfer.Cli.Output;
using MlNetTransfer.Datasets;

namespace MlNetTransfer.Cli.Commands;

/// <summary>What several commands do alike.</summary>
internal static class CommandSupport
{
    private const int ShownSkips = 10;

    /// <summary>Prints one JSON document on standard output.</summary>
    public static void WriteJson<T>(T document, JsonTypeInfo<T> type) => Terminal.WriteResult(JsonSerializer.Serialize(document, type));

    /// <summary>Says on standard error what was left out and why.</summary>
    public static void SaySkips(Terminal terminal, string what, SkipReport report)
    {
        if (report.Skipped.Count > 0 || report.DamagedButUsed > 0)
        {
            terminal.Say($"{what}: {report}");
        }

        foreach (SkippedPicture skipped in report.Skipped.Take(ShownSkips))
        {
            terminal.Say($"  skipped {skipped.RelativePath}: {skipped.Message}");
        }

        if (report.Skipped.Count > ShownSkips)
        {
            terminal.Say(FormattableString.Invariant($"  ... and {report.Skipped.Count - ShownSkips} more; --json lists all."));
        }

        foreach (string notice in report.Notices)
        {
            terminal.Say($"  {notice}");
        }
    }

    /// <summary>Says warnings on standard error.</summary>
    public static void SayWarnings(Terminal terminal, IEnumerable<string> warnings)
    {
        foreach (string warning in warnings)
        {
            terminal.Say($"warning: {warning}");
        }
    }

    /// <summary>Files named on the command line; a folder stands for the pictures in it.</summary>
    public static IReadOnlyList<string> ExpandFiles(IEnumerable<string> paths) =>
    [
        .. paths.SelectMany(path => Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(f => !Path.GetFileName(f).StartsWith('.')).Order(StringComparer.Ordinal)
            : (IEnumerable<string>)[path]),
    ];

    /// <summary>Prints answers as a table or a document, and returns the exit code.</summary>
    public static int ShowPredictions(ParseResult parsed, string model, IReadOnlyList<string> labels, IReadOnlyList<FilePrediction> files)
    {
        if (parsed.GetValue(CommonOptions.Json))
        {
            PredictDocument document = new() { Model = model, Labels = labels, Predictions = [.. files.Select(DocumentParts.Prediction)] };
            WriteJson(document, DocumentJson.Default.PredictDocument);
        }
        else
        {
            Tables.Predictions(files);
        }

        return CodeFor(files);
    }

    /// <summary>0 when every file has an answer, else the code for skipped pictures.</summary>
    public static int CodeFor(IReadOnlyList<FilePrediction> files) =>
        files.All(f => f.Prediction is not null) ? ExitCodes.Success : ExitCodes.TooManySkipped;
}
