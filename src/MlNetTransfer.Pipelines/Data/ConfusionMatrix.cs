using System.Globalization;
using System.Text;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>How often each class was taken for each.</summary>
public sealed class ConfusionMatrix
{
    private readonly IReadOnlyList<string> _names;

    internal ConfusionMatrix(double[][] counts, IReadOnlyList<string> names)
    {
        Counts = counts;
        _names = names;
        PerClassRecall = [.. counts.Select((row, i) => Ratio(row[i], row.Sum()))];
        PerClassPrecision = [.. counts.Select((row, i) => Ratio(row[i], counts.Sum(r => r[i])))];
    }

    /// <summary>Of the answers of each class, the share that is right; 0 where there are none.</summary>
    public IReadOnlyList<double> PerClassPrecision { get; }

    /// <summary>Of the rows of each class, the share that was found; 0 where there are none.</summary>
    public IReadOnlyList<double> PerClassRecall { get; }

    /// <summary>Counts: [label][answer].</summary>
    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    /// <summary>Number of classes.</summary>
    public int NumberOfClasses => Counts.Count;

    /// <summary>One count; mind the order.</summary>
    /// <param name="predictedClassIndicatorIndex">The answer.</param>
    /// <param name="actualClassIndicatorIndex">The label.</param>
    /// <returns>The count.</returns>
    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex) => Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];

    /// <summary>The counts as a table of text.</summary>
    /// <returns>Lines of text.</returns>
    public string GetFormattedConfusionTable()
    {
        const int WideColumn = 8;
        const int NarrowColumn = 5;
        const int LeastLabelWidth = 9;
        int width = NumberOfClasses == 2 ? WideColumn : NarrowColumn;
        int digits = NumberOfClasses.ToString(CultureInfo.InvariantCulture).Length;
        bool isIndexed = _names.Any(n => n.Length > width);
        string[] rows = [.. _names.Select((n, i) => isIndexed ? Text($"{i.ToString(CultureInfo.InvariantCulture).PadLeft(digits)}. {n}") : n)];
        string[] heads = [.. _names.Select((n, i) => isIndexed ? Text($"{i}") : n)];
        int labelWidth = Math.Max(LeastLabelWidth, rows.Max(r => r.Length));
        string pad = new(' ', labelWidth - LeastLabelWidth);
        string rule = string.Concat(Enumerable.Repeat(new string('=', width + 3), NumberOfClasses));
        StringBuilder text = new();
        text.Append('\n').Append("Confusion table\n");
        text.Append($"          {pad}||{rule}\n");
        text.Append($"PREDICTED {pad}||{string.Concat(heads.Select(h => $" {h.PadLeft(width)} |"))} Recall\n");
        text.Append($"TRUTH     {pad}||{rule}\n");
        for (int i = 0; i < NumberOfClasses; i++)
        {
            string counts = string.Concat(Counts[i].Select(c => $" {c.ToString("N0", CultureInfo.InvariantCulture).PadLeft(width)} |"));
            text.Append($"{rows[i].PadLeft(labelWidth)} ||{counts} {PerClassRecall[i].ToString("F4", CultureInfo.InvariantCulture),5}\n");
        }

        text.Append($"          {pad}||{rule}\n");
        string precisions = string.Concat(PerClassPrecision.Select(p => $"{p.ToString("N4", CultureInfo.InvariantCulture).PadLeft(width + 1)} |"));
        return text.Append($"Precision {pad}||{precisions}\n").ToString();
    }

    private static double Ratio(double part, double whole) => whole == 0 ? 0 : part / whole;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
