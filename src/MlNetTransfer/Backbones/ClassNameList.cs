using System.Text;

namespace MlNetTransfer.Backbones;

/// <summary>Names of a network's own classes, matched to its logits.</summary>
/// <param name="Names">By logit; empty when unknown.</param>
/// <param name="Background">Logit that means "none of these"; null when there is none.</param>
/// <param name="Problem">Why the names are unknown, with the flag to give; empty when they are known.</param>
internal sealed record ClassNameList(IReadOnlyList<string> Names, int? Background, string Problem)
{
    private const string BackgroundName = "background";
    private const long MaxFileBytes = 16L << 20;

    /// <summary>Finds the names that the facts give and matches them to a number of logits.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="logitCount">Number of logits; null when unknown.</param>
    public static ClassNameList Resolve(FactStack facts, int? logitCount)
    {
        if (facts.Find(FactNames.Labels) is not { } labels || labels.Values[0].StartsWith("none", StringComparison.OrdinalIgnoreCase))
        {
            return Unknown("its class names are not known: give --labels FILE with one name a line, in the order of the logits");
        }

        bool? hasBackground = facts.Choice<bool>(FactNames.BackgroundClass, new Dictionary<string, bool>
        {
            ["first"] = true,
            ["none"] = false,
            ["true"] = true,
            ["false"] = false,
            ["0"] = true,
        });
        bool isFile = labels.Source.IsTrusted || labels.Values[0].EndsWith(".txt", StringComparison.OrdinalIgnoreCase);
        if (!isFile)
        {
            return Match(labels.Values, logitCount, hasBackground, labels.Source.Origin);
        }

        string path = Path.Combine(labels.Source.Folder, labels.Values[0]);
        if (!labels.Source.IsTrusted && (labels.Source.Folder.Length == 0 || Path.GetFileName(labels.Values[0]) != labels.Values[0]))
        {
            return Unknown($"{labels.Source.Origin} names the labels file '{labels.Values[0]}', which must lie beside the network: give --labels FILE");
        }

        return ReadFile(path, out string problem) is { } names ? Match(names, logitCount, hasBackground, path) : Unknown(problem);
    }

    /// <summary>The rule for a class that means "none of these": equal numbers match one to one; one logit more is that class, and one name more that class's name, only where it is said.</summary>
    internal static ClassNameList Match(IReadOnlyList<string> names, int? logitCount, bool? hasBackground, string origin)
    {
        bool namesIt = names.Count > 0 && names[0].Equals(BackgroundName, StringComparison.OrdinalIgnoreCase);
        int logits = logitCount ?? names.Count + (hasBackground == true && !namesIt ? 1 : 0);
        if (names.Count == logits)
        {
            return new ClassNameList(names, hasBackground ?? namesIt ? 0 : null, "");
        }

        string counts = FormattableString.Invariant($"{origin} holds {names.Count} class names and the network has {logits} logits");
        if (names.Count == logits - 1 && !namesIt)
        {
            return hasBackground == true
                ? new ClassNameList([BackgroundName, .. names], 0, "")
                : Unknown($"{counts}: if the first logit means \"none of these\", give --background-class first");
        }

        if (names.Count == logits + 1 && namesIt)
        {
            return hasBackground == false
                ? new ClassNameList([.. names.Skip(1)], null, "")
                : Unknown($"{counts}: if no logit means \"background\", give --background-class none");
        }

        return Unknown($"{counts}: give --labels FILE with one name a logit");
    }

    private static ClassNameList Unknown(string problem) => new([], null, problem);

    private static List<string>? ReadFile(string path, out string problem)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxFileBytes })
            {
                problem = FormattableString.Invariant($"{path} is larger than {MaxFileBytes} bytes: give --labels FILE with one name a line");
                return null;
            }

            string text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path));
            List<string> lines = [.. text.TrimStart('\uFEFF').TrimEnd().Split('\n').Select(line => line.Trim())];
            int blank = lines.FindIndex(line => line.Length == 0);
            problem = blank >= 0 ? FormattableString.Invariant($"{path} has an empty line {blank + 1}: every line names one logit") : "";
            return blank >= 0 ? null : lines;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            problem = $"the class names in {path} cannot be read ({exception.Message}): give --labels FILE";
            return null;
        }
    }
}
