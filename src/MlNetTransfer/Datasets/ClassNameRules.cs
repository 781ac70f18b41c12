using System.Globalization;
using System.Text;

namespace MlNetTransfer.Datasets;

/// <summary>What class names must not be: unreadable, too long, or two spellings that some file system or reader takes for one.</summary>
internal static class ClassNameRules
{
    private const int MaxLength = 255;

    // Whether this process can bring text into composed form; with invariant globalisation .NET returns it unchanged.
    internal static bool CanCompose { get; } = string.Equals("e\u0301".Normalize(NormalizationForm.FormC), "\u00E9", StringComparison.Ordinal);

    /// <summary>All problems of a set of names, one sentence each.</summary>
    public static IEnumerable<string> FindProblems(IReadOnlyList<string> names)
    {
        foreach (string name in names)
        {
            if (IsUnreadable(name))
            {
                yield return $"class name '{name}' is not valid UTF-8; rename the folder";
            }
            else if (name.Length > MaxLength)
            {
                yield return FormattableString.Invariant($"class name '{name[..40]}...' has {name.Length} characters, at most {MaxLength} are allowed");
            }
        }

        foreach (IGrouping<string, string> twins in names.GroupBy(name => name.ToUpperInvariant(), StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            yield return $"class names {Quote(twins)} differ only in upper and lower case; rename one or merge them";
        }

        foreach (string problem in UnicodeTwins(names, CanCompose))
        {
            yield return problem;
        }
    }

    /// <summary>Whether a name held bytes that are no UTF-8; .NET shows them as U+FFFD and cannot open such a path.</summary>
    public static bool IsUnreadable(string name) => name.Contains('\uFFFD', StringComparison.Ordinal);

    /// <summary>Names that look the same in different Unicode forms. Without composition a cautious stand-in is used.</summary>
    internal static IEnumerable<string> UnicodeTwins(IReadOnlyList<string> names, bool canCompose) =>
        names.Where(name => !Ascii.IsValid(name) && !IsUnreadable(name))
            .GroupBy(name => canCompose ? name.Normalize(NormalizationForm.FormC) : HideMarks(name), StringComparer.Ordinal)
            .Where(group => group.Count() > 1 && group.Any(HasMarks))
            .Select(group => $"class names {Quote(group)} look the same but are written in different Unicode forms; rename one or merge them");

    private static bool HasMarks(string name) => name.Any(IsMark);

    private static bool IsMark(char c) => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;

    /// <summary>Any letter beyond ASCII, and any letter followed by combining marks, becomes one sign: what may be equal is equal.</summary>
    private static string HideMarks(string name)
    {
        const char AnyMarkedLetter = '\u25CC';
        StringBuilder text = new(name.Length);
        foreach (char c in name)
        {
            if (!IsMark(c))
            {
                text.Append(char.IsAscii(c) ? c : AnyMarkedLetter);
            }
            else if (text.Length > 0)
            {
                text[^1] = AnyMarkedLetter;
            }
        }

        return text.ToString();
    }

    private static string Quote(IEnumerable<string> names) => string.Join(" and ", names.Select(name => $"'{name}'"));
}
