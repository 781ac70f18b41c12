using MlNetTransfer.Runtime;

namespace MlNetTransfer.Datasets;

/// <summary>Divides labelled pictures into parts of equal make-up, each to be judged by models that learnt from the others.</summary>
/// <remarks>
/// Pictures that may come from one place (tiles of one photo, frames of one film: one name and a running number) stay together, since a picture whose neighbours
/// were learnt from is judged too kindly (Roberts et al. 2017). A class that has too few such series for the parts, or one that outweighs the others, is cut where its
/// pictures stand in the order of their names.
/// </remarks>
public static class StratifiedFolds
{
    private const double LargestShare = 1.5;

    /// <summary>Deals every class out over the parts, at random but reproducibly; equal files go to the same part.</summary>
    /// <param name="labels">Label of each row.</param>
    /// <param name="contents">Hash of each row's file.</param>
    /// <param name="paths">Path of each row's file, with forward slashes.</param>
    /// <param name="foldCount">Number of parts, 2 or more.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <returns>Part of each row, 0 to <paramref name="foldCount"/> - 1.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <remarks>A class of fewer files than parts is missing from some parts, which judge the others nonetheless.</remarks>
    public static IReadOnlyList<int> Create(
        IReadOnlyList<int> labels, IReadOnlyList<ContentHash> contents, IReadOnlyList<string> paths, int foldCount, long seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentOutOfRangeException.ThrowIfLessThan(foldCount, 2);
        if (labels.Count != contents.Count || labels.Count != paths.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"There are {labels.Count} labels, {contents.Count} hashes and {paths.Count} paths."), nameof(contents));
        }

        SeededRandom random = new(seed);
        int[] folds = new int[labels.Count];
        int[] totals = new int[foldCount];
        foreach (IGrouping<int, int[]> ofClass in Together(labels, contents, paths, foldCount).GroupBy(rows => labels[rows[0]]).OrderBy(g => g.Key))
        {
            int[][] dealt = [.. ofClass];
            random.Shuffle<int[]>(dealt);
            int[] counts = new int[foldCount];
            foreach (int[] rows in dealt.OrderByDescending(rows => rows.Length))
            {
                int fold = Enumerable.Range(0, foldCount).MinBy(f => (counts[f], totals[f]));
                counts[fold] += rows.Length;
                totals[fold] += rows.Length;
                Array.ForEach(rows, row => folds[row] = fold);
            }
        }

        return folds;
    }

    /// <summary>Rows that one part must have.</summary>
    private static IEnumerable<int[]> Together(IReadOnlyList<int> labels, IReadOnlyList<ContentHash> contents, IReadOnlyList<string> paths, int foldCount)
    {
        RelatedRows related = new(labels.Count);
        foreach (IGrouping<int, int> ofClass in Enumerable.Range(0, labels.Count).GroupBy(row => labels[row]))
        {
            foreach (int[] rows in Related([.. ofClass], paths, foldCount))
            {
                related.Join(rows);
            }
        }

        related.JoinEqual(contents);
        return related.Groups();
    }

    /// <summary>The series of a class, or as many stretches of its order as there are parts where these are too few or too unequal.</summary>
    private static IEnumerable<int[]> Related(int[] rows, IReadOnlyList<string> paths, int foldCount)
    {
        int[] ordered = PictureSeries.Ordered(rows, paths);
        int[][] series = [.. ordered.GroupBy(row => PictureSeries.Of(paths[row]).Name).Select(group => group.ToArray())];
        double share = (double)rows.Length / foldCount;
        return series.Length >= foldCount && series.Max(s => s.Length) <= Math.Max(1, LargestShare * share)
            ? series
            : Enumerable.Range(0, foldCount)
                .Select(fold => ordered[(rows.Length * fold / foldCount)..(rows.Length * (fold + 1) / foldCount)])
                .Where(stretch => stretch.Length > 0);
    }
}
