using System.Globalization;
using MlNetTransfer.Evaluation;
using Spectre.Console;

namespace MlNetTransfer.Cli.Output;

/// <summary>Reports as tables for people. Names of files and classes are shown as they are, never parsed as markup.</summary>
internal static class Tables
{
    private const int WidestMatrix = 20;

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Accuracy with its interval and the figures beside it, then each class, then the confusion matrix.</summary>
    public static void Metrics(Terminal terminal, string title, ClassificationMetrics m)
    {
        Terminal.WriteResult(string.Create(
            Invariant,
            $"{title}: accuracy {Percent(m.Accuracy.Value)} (95 % interval {Percent(m.Accuracy.Lower)} to {Percent(m.Accuracy.Upper)}, {m.SampleCount} pictures; most frequent class {Percent(m.MajorityBaseline.Value)})"));
        Terminal.WriteResult(string.Create(
            Invariant,
            $"  balanced accuracy {Percent(m.BalancedAccuracy)}, macro F1 {m.MacroF1:F3}, log-loss {m.LogLoss:F4}, calibration error {m.ExpectedCalibrationError:F4}{TopK(m)}"));
        Classes(terminal, m);
        Confusion(terminal, m);
    }

    /// <summary>One line a file: the classes with their probabilities, or the reason why there are none.</summary>
    public static void Predictions(IReadOnlyList<FilePrediction> files)
    {
        foreach (FilePrediction file in files)
        {
            Terminal.WriteResult(file.Prediction is { } p
                ? $"{file.Path}: " + string.Join("; ", p.Top.Select(c => string.Create(Invariant, $"{c.Label} {c.Probability:P1}"))) + (p.Warning is null ? "" : $"  [warning: {p.Warning}]")
                : $"{file.Path}: no answer: {file.Error}");
        }
    }

    /// <summary>Names and values below each other, one fact a line, so that other programs can cut them.</summary>
    public static void Facts(IEnumerable<KeyValuePair<string, string>> facts)
    {
        KeyValuePair<string, string>[] all = [.. facts];
        int width = all.Max(f => f.Key.Length);
        foreach ((string name, string value) in all)
        {
            Terminal.WriteResult($"{name.PadRight(width)}  {value.ReplaceLineEndings(" ")}");
        }
    }

    /// <summary>Networks by name: what they are, how large, and whether they are here.</summary>
    public static void Backbones(Terminal terminal, IEnumerable<BackboneDocument> backbones)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("name").AddColumn("family").AddColumn(new TableColumn("MiB").RightAligned()).AddColumn("here").AddColumn("licence");
        foreach (BackboneDocument b in backbones)
        {
            string size = b.Bytes is { } bytes ? (bytes / (double)(1 << 20)).ToString("N1", Invariant) : "?";
            table.AddRow(new Text(b.Name), new Text(b.Family), new Text(size), new Text(b.Place ?? "no"), new Text(b.License));
        }

        terminal.Results.Write(table);
    }

    /// <summary>The blocks that <c>train --mode</c> can name, from the input to the head.</summary>
    public static void Blocks(Terminal terminal, IReadOnlyList<BlockDocument> blocks)
    {
        if (blocks.Count == 0)
        {
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumn("block");
        table.AddColumn("label").AddColumn(new TableColumn("from the head").RightAligned());
        table.AddColumn(new TableColumn("parameters").RightAligned()).AddColumn(new TableColumn("norms, biases").RightAligned());
        foreach (BlockDocument b in blocks)
        {
            table.AddRow(new Text(b.Name), new Text(b.Label ?? ""), Number(b.Depth), Number(b.Parameters), Number(b.NormAndBias));
        }

        terminal.Results.Write(table);
    }

    private static void Classes(Terminal terminal, ClassificationMetrics m)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("class");
        foreach (string header in (string[])["pictures", "precision", "recall", "F1"])
        {
            table.AddColumn(new TableColumn(header).RightAligned());
        }

        foreach (ClassMetrics c in m.Classes)
        {
            table.AddRow(new Text(c.Name), Number(c.Support), Share(c.Precision), Share(c.Recall), Share(c.F1));
        }

        terminal.Results.Write(table);
    }

    private static void Confusion(Terminal terminal, ClassificationMetrics m)
    {
        if (m.Classes.Count > WidestMatrix)
        {
            Terminal.WriteResult(string.Create(Invariant, $"The confusion matrix of {m.Classes.Count} classes is in the JSON document (--json)."));
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumn("true \\ predicted");
        foreach (ClassMetrics c in m.Classes)
        {
            table.AddColumn(new TableColumn(new Text(c.Name)).RightAligned());
        }

        for (int i = 0; i < m.Classes.Count; i++)
        {
            table.AddRow([new Text(m.Classes[i].Name), .. m.ConfusionMatrix[i].Select(count => Number(count))]);
        }

        terminal.Results.Write(table);
    }

    private static string TopK(ClassificationMetrics m) =>
        string.Concat(m.TopK.Where(t => t.K > 1).Select(t => string.Create(Invariant, $", top-{t.K} {Percent(t.Accuracy.Value)}")));

    private static Text Number(long value) => new(value.ToString("N0", Invariant));

    private static Text Share(double? value) => new(value?.ToString("F3", Invariant) ?? "-");

    private static string Percent(double share) => (share * 100).ToString("F1", Invariant) + " %";
}
