namespace MlNetTransfer.Datasets;

/// <summary>Which pictures may come from one place: tiles of one photo, frames of one film, a burst.</summary>
/// <remarks>
/// Such pictures have one name and a running number (<c>7005-100.jpg</c>, <c>walk2_frame0012.png</c>). What is judged on a picture whose neighbours were learnt from is
/// judged too kindly. Names that are numbers only, or that have none at the end, tell no series by themselves; their order is kept nevertheless.
/// </remarks>
internal readonly record struct PictureSeries(string Name, string Number) : IComparable<PictureSeries>
{
    /// <summary>Series and number of a picture by its path.</summary>
    public static PictureSeries Of(string path)
    {
        int dot = path.LastIndexOf('.');
        string stem = dot > path.LastIndexOf('/') + 1 ? path[..dot] : path;
        stem = stem.EndsWith(')') ? stem[..^1] : stem;
        int first = stem.Length;
        while (first > 0 && char.IsAsciiDigit(stem[first - 1]))
        {
            first--;
        }

        return new PictureSeries(stem[..first], stem[first..].TrimStart('0'));
    }

    /// <summary>Rows by their paths' series and numbers.</summary>
    public static int[] Ordered(IEnumerable<int> rows, IReadOnlyList<string> paths) => [.. rows.OrderBy(row => Of(paths[row]))];

    /// <summary>By series, then by number.</summary>
    public int CompareTo(PictureSeries other)
    {
        int byName = string.CompareOrdinal(Name, other.Name);
        int byLength = byName != 0 ? byName : Number.Length.CompareTo(other.Number.Length);
        return byLength != 0 ? byLength : string.CompareOrdinal(Number, other.Number);
    }
}
