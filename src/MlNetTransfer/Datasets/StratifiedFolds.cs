using MlNetTransfer.Runtime;

namespace MlNetTransfer.Datasets;

/// <summary>Divides labelled pictures into parts of equal make-up, each to be judged by models that learnt from the others.</summary>
public static class StratifiedFolds
{
    /// <summary>Deals every class out over the parts, at random but reproducibly; equal files go to the same part.</summary>
    /// <param name="labels">Label of each row.</param>
    /// <param name="contents">Hash of each row's file.</param>
    /// <param name="foldCount">Number of parts, 2 or more.</param>
    /// <param name="seed">Equal seeds give equal parts.</param>
    /// <returns>Part of each row, 0 to <paramref name="foldCount"/> - 1.</returns>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    /// <remarks>A class of fewer files than parts is missing from some parts, which judge the others nonetheless.</remarks>
    public static IReadOnlyList<int> Create(IReadOnlyList<int> labels, IReadOnlyList<ContentHash> contents, int foldCount, long seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentOutOfRangeException.ThrowIfLessThan(foldCount, 2);
        if (labels.Count != contents.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"There are {labels.Count} labels and {contents.Count} hashes."), nameof(contents));
        }

        SeededRandom random = new(seed);
        int[] folds = new int[labels.Count];
        int next = 0;
        IEnumerable<int[]> groups = Enumerable.Range(0, labels.Count).GroupBy(row => contents[row]).Select(group => group.ToArray());
        foreach (IGrouping<int, int[]> ofClass in groups.GroupBy(group => labels[group[0]]).OrderBy(g => g.Key))
        {
            int[][] dealt = [.. ofClass];
            random.Shuffle<int[]>(dealt);
            foreach (int[] group in dealt)
            {
                foreach (int row in group)
                {
                    folds[row] = next;
                }

                next = (next + 1) % foldCount;
            }
        }

        return folds;
    }
}
