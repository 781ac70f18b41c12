using System.Globalization;
using System.Text;

namespace MlNetTransfer.Datasets;

/// <summary>Lists pictures from a table with one <c>path,label</c> a line (CSV or TSV; RFC 4180 quoting).</summary>
/// <remarks>
/// The separator is the one of <c>, tab ;</c> that the first line holds most of. A first line that names <c>path</c> and <c>label</c> columns
/// (or <c>file</c>, <c>filename</c>, <c>image</c>, <c>class</c>, <c>category</c>) is a header, and other columns are then ignored; without
/// one there are exactly two columns. UTF-8, with or without byte order mark; LF or CRLF; blank lines are passed over.
/// </remarks>
public static class LabelManifest
{
    private static readonly string[] PathNames = ["path", "file", "filename", "file_name", "image", "image_path", "imagepath"];
    private static readonly string[] LabelNames = ["label", "class", "category", "class_name", "classname"];

    /// <summary>Reads a manifest and checks that every file exists.</summary>
    /// <param name="path">The manifest.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <returns>The pictures in the manifest's order; a path that is listed twice with one label counts once.</returns>
    /// <exception cref="UnusableDatasetException">The manifest is missing, no table, or contradicts itself or the disk; all problems together.</exception>
    public static PictureListing Read(string path, LabelManifestOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new LabelManifestOptions();
        string text = ReadText(path, options.MaxFileBytes);
        char separator = FindSeparator(text);
        List<string> problems = [];
        List<DelimitedRow> rows = DelimitedText.Parse(text, separator, problems);
        (int pathColumn, int labelColumn, bool hasHeader) = FindColumns(path, rows, separator);
        string root = options.Root ?? Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        ManifestRows checkedRows = new(root, problems);
        foreach (DelimitedRow row in rows.Skip(hasHeader ? 1 : 0))
        {
            checkedRows.Add(row, pathColumn, labelColumn);
        }

        PictureListing listing = checkedRows.ToListing(options.ClassNames);
        return problems.Count == 0
            ? listing
            : throw new UnusableDatasetException(UnusableDatasetKind.Layout, path, problems, "Correct the manifest.");
    }

    private static string ReadText(string path, long maxBytes)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists)
            {
                throw Unusable(path, Directory.Exists(path) ? "is a folder, not a manifest" : "there is no such file");
            }

            if (file.Length > maxBytes)
            {
                throw Unusable(path, FormattableString.Invariant($"has {file.Length} bytes, at most {maxBytes} are allowed"));
            }

            byte[] bytes = File.ReadAllBytes(path);
            ReadOnlySpan<byte> content = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(Encoding.UTF8.Preamble.Length) : bytes;
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content);
        }
        catch (DecoderFallbackException exception)
        {
            throw Unusable(path, FormattableString.Invariant($"is not UTF-8 at byte {exception.Index}; save it as UTF-8"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, $"cannot be read ({exception.Message})");
        }
    }

    private static char FindSeparator(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        ReadOnlySpan<char> first = end < 0 ? text : text.AsSpan(0, end);
        int commas = first.Count(',');
        int tabs = first.Count('\t');
        int semicolons = first.Count(';');
        return tabs > 0 && tabs >= commas && tabs >= semicolons ? '\t' : semicolons > commas ? ';' : ',';
    }

    private static (int PathColumn, int LabelColumn, bool HasHeader) FindColumns(string path, List<DelimitedRow> rows, char separator)
    {
        if (rows.Count == 0)
        {
            throw Unusable(path, "holds no rows; one 'path,label' a line is wanted");
        }

        List<string> first = [.. rows[0].Fields.Select(field => field.Trim().ToLowerInvariant())];
        int pathColumn = first.FindIndex(PathNames.Contains);
        int labelColumn = first.FindIndex(LabelNames.Contains);
        if (pathColumn >= 0 && labelColumn >= 0)
        {
            return (pathColumn, labelColumn, true);
        }

        if (pathColumn >= 0 || first.Count != 2)
        {
            string found = string.Join(", ", rows[0].Fields.Take(10).Select(field => $"'{field.Trim()}'"));
            string name = separator == '\t' ? "tab" : separator.ToString(CultureInfo.InvariantCulture);
            throw Unusable(path, FormattableString.Invariant(
                $"line 1 has {first.Count} column(s) separated by '{name}': {found}; wanted a header with 'path' and 'label', or exactly two columns"));
        }

        return (0, 1, false);
    }

    private static UnusableDatasetException Unusable(string path, string problem) =>
        new(UnusableDatasetKind.Layout, path, [problem], "");
}
