using MlNetTransfer.Runtime;

namespace MlNetTransfer.Datasets;

/// <summary>Two disjoint sides of a set of pictures.</summary>
/// <param name="Train">Rows to learn from, ascending.</param>
/// <param name="Validation">Rows to judge by, ascending.</param>
public sealed record TrainValidationSplit(IReadOnlyList<int> Train, IReadOnlyList<int> Validation)
{
    /// <summary>Sets a fraction of every class aside, at random but reproducibly.</summary>
    /// <param name="labels">Label of each row.</param>
    /// <param name="contents">Hash of each row's file; rows with equal hashes stay on one side.</param>
    /// <param name="paths">Path of each row's file, with forward slashes; pictures of one series (one name and a running number) stay on one side.</param>
    /// <param name="validationFraction">0 (inclusive) to 1 (exclusive).</param>
    /// <param name="seed">Equal seeds give equal splits.</param>
    /// <returns>The split. A class keeps at least one row, or group of equal files, to learn from; files with two labels stay there too.</returns>
    /// <exception cref="ArgumentException">The lists differ in length, or the fraction is out of range.</exception>
    /// <remarks>
    /// Each class gives the nearest whole number of rows to its share, less where a group would exceed it. A series that is larger than its class's
    /// share is divided like any pictures.
    /// </remarks>
    public static TrainValidationSplit Create(
        IReadOnlyList<int> labels, IReadOnlyList<ContentHash> contents, IReadOnlyList<string> paths, double validationFraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(paths);
        if (labels.Count != contents.Count || labels.Count != paths.Count)
        {
            throw new ArgumentException(FormattableString.Invariant($"There are {labels.Count} labels, {contents.Count} hashes and {paths.Count} paths."), nameof(contents));
        }

        if (!(validationFraction is >= 0 and < 1))
        {
            throw new ArgumentException(FormattableString.Invariant($"The fraction is {validationFraction}, must be 0 to below 1."), nameof(validationFraction));
        }

        SeededRandom random = new(seed);
        HashSet<int> validation = [];
        RelatedRows related = new(labels.Count);
        foreach (IGrouping<int, int> ofClass in Enumerable.Range(0, labels.Count).GroupBy(row => labels[row]))
        {
            JoinSeries(related, [.. ofClass], paths, validationFraction);
        }

        related.JoinEqual(contents);
        foreach (IGrouping<int, int[]> ofClass in related.Groups().GroupBy(group => labels[group[0]]).OrderBy(g => g.Key))
        {
            validation.UnionWith(Choose([.. ofClass], labels, validationFraction, random));
        }

        return new TrainValidationSplit(
            [.. Enumerable.Range(0, labels.Count).Where(row => !validation.Contains(row))], [.. validation.Order()]);
    }

    private static void JoinSeries(RelatedRows related, int[] rows, IReadOnlyList<string> paths, double fraction)
    {
        foreach (int[] series in rows.GroupBy(row => PictureSeries.Of(paths[row]).Name).Select(group => group.ToArray()))
        {
            if (series.Length <= fraction * rows.Length)
            {
                related.Join(series);
            }
        }
    }

    private static IEnumerable<int> Choose(int[][] groups, IReadOnlyList<int> labels, double fraction, SeededRandom random)
    {
        int wanted = (int)Math.Round(fraction * groups.Sum(group => group.Length), MidpointRounding.AwayFromZero);
        random.Shuffle<int[]>(groups);
        int taken = 0;
        foreach (int[] group in groups.SkipLast(1))
        {
            bool isAgreed = group.All(row => labels[row] == labels[group[0]]);
            if (isAgreed && taken + group.Length <= wanted)
            {
                taken += group.Length;
                foreach (int row in group)
                {
                    yield return row;
                }
            }
        }
    }
}
