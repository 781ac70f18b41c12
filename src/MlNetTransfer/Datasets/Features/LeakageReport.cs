namespace MlNetTransfer.Datasets.Features;

/// <summary>Files with the same bytes where they do harm: under two labels, or both learnt from and measured by.</summary>
public sealed record LeakageReport
{
    /// <summary>Files of the training set with the same bytes and different classes: one of the labels is wrong.</summary>
    public required IReadOnlyList<DuplicatePair> Contradictions { get; init; }

    /// <summary>Files that are in the training set and in the other set: the measured accuracy is too good.</summary>
    public required IReadOnlyList<DuplicatePair> Shared { get; init; }

    /// <summary>Whether there is nothing to report.</summary>
    public bool IsClean => Contradictions.Count == 0 && Shared.Count == 0;

    /// <summary>Compares files by their bytes; nothing is read again.</summary>
    /// <param name="train">What is learnt from.</param>
    /// <param name="other">What is measured by; null to look for contradictions only.</param>
    /// <returns>The report.</returns>
    public static LeakageReport Find(ExtractedFeatures train, ExtractedFeatures? other = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        Dictionary<ContentHash, int> firstRows = [];
        List<DuplicatePair> contradictions = [];
        for (int row = 0; row < train.Contents.Count; row++)
        {
            if (!firstRows.TryAdd(train.Contents[row], row) && train.Labels[firstRows[train.Contents[row]]] != train.Labels[row])
            {
                contradictions.Add(Pair(train, firstRows[train.Contents[row]], train, row));
            }
        }

        List<DuplicatePair> shared = [];
        for (int row = 0; row < (other?.Contents.Count ?? 0); row++)
        {
            if (firstRows.TryGetValue(other!.Contents[row], out int first))
            {
                shared.Add(Pair(train, first, other, row));
            }
        }

        return new LeakageReport { Contradictions = contradictions, Shared = shared };
    }

    private static DuplicatePair Pair(ExtractedFeatures first, int firstRow, ExtractedFeatures second, int secondRow) =>
        new(PathOf(first, firstRow), ClassOf(first, firstRow), PathOf(second, secondRow), ClassOf(second, secondRow));

    private static string PathOf(ExtractedFeatures set, int row) => set.Listing.Items[set.Items[row]].RelativePath;

    private static string ClassOf(ExtractedFeatures set, int row) => set.Listing.ClassNames[set.Labels[row]];
}
