namespace MlNetTransfer.Datasets;

/// <summary>Account of a pass over pictures: <c>Found = Used + Skipped.Count</c>, always.</summary>
public sealed record SkipReport
{
    /// <summary>Number of pictures listed.</summary>
    public required int Found { get; init; }

    /// <summary>Each picture that was not used, in the order of the listing.</summary>
    public required IReadOnlyList<SkippedPicture> Skipped { get; init; }

    /// <summary>Number of pictures used.</summary>
    public int Used => Found - Skipped.Count;

    /// <summary>Number of used pictures that are damaged; 0 unless damaged ones are accepted.</summary>
    public int DamagedButUsed { get; init; }

    /// <summary>Harmless oddities, one sentence each with its count.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>One line: how many were found, used and skipped, and why.</summary>
    /// <returns>Text such as <c>1200 found, 1197 used, 3 skipped (2 Damaged, 1 Vanished)</c>.</returns>
    public override string ToString()
    {
        string reasons = string.Join(
            ", ",
            Skipped.GroupBy(s => s.Reason).OrderByDescending(g => g.Count()).ThenBy(g => g.Key)
                .Select(g => FormattableString.Invariant($"{g.Count()} {g.Key}")));
        return FormattableString.Invariant($"{Found} found, {Used} used, {Skipped.Count} skipped") + (reasons.Length == 0 ? "" : $" ({reasons})");
    }
}
