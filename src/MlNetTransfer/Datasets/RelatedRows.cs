namespace MlNetTransfer.Datasets;

/// <summary>Rows that one side of a division must have together, because they share a file or come from one place.</summary>
internal sealed class RelatedRows
{
    private readonly int[] _parents;

    /// <summary>Every row on its own.</summary>
    public RelatedRows(int count) => _parents = [.. Enumerable.Range(0, count)];

    /// <summary>Puts rows together, with all that are with one of them already.</summary>
    public void Join(IEnumerable<int> rows)
    {
        int first = -1;
        foreach (int row in rows)
        {
            int root = Root(row);
            if (first >= 0 && root != first)
            {
                (int low, int high) = (Math.Min(first, root), Math.Max(first, root));
                _parents[high] = low;
                root = low;
            }

            first = root;
        }
    }

    /// <summary>Puts rows of equal files together.</summary>
    public void JoinEqual(IReadOnlyList<ContentHash> contents)
    {
        foreach (IGrouping<ContentHash, int> equal in Enumerable.Range(0, contents.Count).GroupBy(row => contents[row]))
        {
            Join(equal);
        }
    }

    /// <summary>All rows in their groups; these in the order of their first rows.</summary>
    public IEnumerable<int[]> Groups() => Enumerable.Range(0, _parents.Length).GroupBy(Root).Select(group => group.ToArray());

    private int Root(int row)
    {
        while (_parents[row] != row)
        {
            row = _parents[row];
        }

        return row;
    }
}
