namespace MlNetTransfer.Datasets;

/// <summary>A set of pictures cannot be used as it is; all problems are reported together.</summary>
public sealed class UnusableDatasetException : Exception
{
    /// <summary>Number of problems that the message spells out; the rest is counted.</summary>
    public const int ListedProblemCount = 20;

    /// <summary>Makes the exception without details.</summary>
    public UnusableDatasetException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">Where, what was found, what was expected, what to do.</param>
    public UnusableDatasetException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">Where, what was found, what was expected, what to do.</param>
    /// <param name="innerException">The cause.</param>
    public UnusableDatasetException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes the exception from a list of problems: the first <see cref="ListedProblemCount"/> and the number of the others.</summary>
    /// <param name="kind">Why the set cannot be used.</param>
    /// <param name="where">Folder or file.</param>
    /// <param name="problems">One sentence each, 1 or more.</param>
    /// <param name="remedy">What to do; empty when the problems say so.</param>
    public UnusableDatasetException(UnusableDatasetKind kind, string where, IReadOnlyList<string> problems, string remedy)
        : base(Compose(where, problems, remedy))
    {
        Kind = kind;
        Problems = problems;
    }

    /// <summary>Why the set cannot be used.</summary>
    public UnusableDatasetKind Kind { get; init; }

    /// <summary>Every problem, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; } = [];

    /// <summary>What was skipped, where skipping is the reason.</summary>
    public SkipReport? Skipped { get; init; }

    private static string Compose(string where, IReadOnlyList<string> problems, string remedy)
    {
        ArgumentNullException.ThrowIfNull(problems);
        string listed = string.Join("; ", problems.Take(ListedProblemCount));
        string more = problems.Count > ListedProblemCount ? FormattableString.Invariant($"; and {problems.Count - ListedProblemCount} more") : "";
        return $"{where}: {(listed + more).TrimEnd('.')}.{(string.IsNullOrEmpty(remedy) ? "" : " " + remedy)}";
    }
}
