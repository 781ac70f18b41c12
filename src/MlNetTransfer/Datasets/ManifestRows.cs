namespace MlNetTransfer.Datasets;

/// <summary>Checks a manifest's rows against each other and the disk, collecting every problem.</summary>
internal sealed class ManifestRows(string root, List<string> problems)
{
    private readonly Dictionary<string, (string Label, int Line)> _byPath = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Label)> _rows = [];
    private int _repeated;

    public void Add(DelimitedRow row, int pathColumn, int labelColumn)
    {
        if (row.Fields.Count <= Math.Max(pathColumn, labelColumn))
        {
            Problem(row.Line, FormattableString.Invariant($"{row.Fields.Count} column(s) instead of at least {Math.Max(pathColumn, labelColumn) + 1}"));
            return;
        }

        string path = row.Fields[pathColumn].Trim().Replace('\\', '/');
        string label = row.Fields[labelColumn].Trim();
        if (path.Length == 0 || label.Length == 0)
        {
            Problem(row.Line, path.Length == 0 ? "the path is empty" : $"'{path}' has no label");
            return;
        }

        if (path.Contains('\0', StringComparison.Ordinal))
        {
            Problem(row.Line, "the path holds a zero character");
            return;
        }

        if (_byPath.TryGetValue(path, out (string Label, int Line) known))
        {
            _repeated++;
            if (!string.Equals(known.Label, label, StringComparison.Ordinal))
            {
                Problem(row.Line, FormattableString.Invariant($"'{path}' is '{label}' here and '{known.Label}' on line {known.Line}"));
            }

            return;
        }

        _byPath.Add(path, (label, row.Line));
        string full = Path.Combine(root, path);
        if (!File.Exists(full) && !Directory.Exists(full))
        {
            Problem(row.Line, $"'{path}' does not exist");
        }

        _rows.Add((path, label));
    }

    public PictureListing ToListing(IReadOnlyList<string>? wantedNames)
    {
        List<string> found = [.. _rows.Select(row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        problems.AddRange(ClassNameRules.FindProblems(found));
        IReadOnlyList<string> names = wantedNames ?? found;
        Dictionary<string, int> labels = new(StringComparer.Ordinal);
        for (int i = 0; i < names.Count; i++)
        {
            labels[names[i]] = i;
        }

        problems.AddRange(found.Where(name => !labels.ContainsKey(name)).Select(name => $"label '{name}' is not among the {names.Count} classes that are known"));
        if (_rows.Count == 0 && problems.Count == 0)
        {
            problems.Add("holds no pictures");
        }

        IEnumerable<PictureItem> items = _rows.Where(row => labels.ContainsKey(row.Label)).Select(row => new PictureItem(row.Path, labels[row.Label]));
        return new PictureListing(root, names, [.. items])
        {
            Notices = _repeated == 0 ? [] : [FormattableString.Invariant($"{_repeated} row(s) repeat a path and count once")],
        };
    }

    private void Problem(int line, string text) => problems.Add(FormattableString.Invariant($"line {line}: {text}"));
}
