namespace MlNetTransfer.Datasets;

/// <summary>What counts as a picture in a folder.</summary>
public sealed record ImageFolderOptions
{
    /// <summary>Whether links to files and folders are followed; each real folder is entered once.</summary>
    /// <value>The default value is false: links are counted as skipped.</value>
    public bool FollowLinks { get; init; }

    /// <summary>Whether a class folder without a file keeps its label instead of being an error.</summary>
    /// <value>The default value is false.</value>
    public bool AllowEmptyClasses { get; init; }

    /// <summary>Class names by label that the folders must match; null to take the folders' own names in ordinal order.</summary>
    /// <value>The default value is null.</value>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Largest number of classes.</summary>
    /// <value>The default value is 100,000.</value>
    public int MaxClassCount { get; init; } = 100_000;

    /// <summary>Extensions of notes that lie beside pictures; such files are passed over with one notice. Anything else is tried, whatever its name.</summary>
    /// <value>The default value holds text, annotation and checksum files.</value>
    public IReadOnlySet<string> IgnoredExtensions { get; init; } = new HashSet<string>(
        [".txt", ".md", ".json", ".jsonl", ".xml", ".csv", ".tsv", ".yaml", ".yml", ".log", ".sha256", ".md5"], StringComparer.OrdinalIgnoreCase);
}
