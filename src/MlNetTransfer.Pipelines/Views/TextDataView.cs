using System.Globalization;
using MlNetTransfer.Pipelines.Binding;
using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>Lines of a text file as rows. Values that cannot be read are errors with file, line and column.</summary>
internal sealed class TextDataView(string path, IReadOnlyList<TextColumn> columns, TextFormat format) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = new(columns.Select(c => new DataViewSchema.DetachedColumn(c.Name, c.Type)));

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        int[] active = [.. columnsNeeded.Select(c => c.Index).Distinct()];
        return new MemoryCursor(Schema, Read(active), active);
    }

    private IEnumerable<StoredRow> Read(int[] active)
    {
        IReadOnlyList<string> header = [];
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (number == 1 && format.HasHeader)
            {
                header = format.Split(line);
                continue;
            }

            if (line.Length == 0)
            {
                continue;
            }

            IReadOnlyList<string> values = format.Split(line);
            object?[] row = new object?[columns.Count];
            foreach (int i in active)
            {
                row[i] = Parse(values, header, columns[i], number);
            }

            yield return new StoredRow(row, new string?[columns.Count]);
        }
    }

    private object Parse(IReadOnlyList<string> values, IReadOnlyList<string> header, TextColumn column, int line)
    {
        int start = column.Header is null ? column.Start : header.ToList().IndexOf(column.Header);
        if (start < 0)
        {
            throw new InvalidDataException($"{path}: the header has no '{column.Header}'; it has {string.Join(", ", header)}.");
        }

        int count = column.End - column.Start + 1;
        if (start + count > values.Count)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"{path}({line}): has {values.Count} values, column '{column.Name}' is number {start + count - 1} (from 0). Check the separator."));
        }

        try
        {
            return column.Type is VectorDataViewType vector
                ? vector.ItemType is TextDataViewType
                    ? KeyValueVectors.OfText(values.Skip(start).Take(count))
                    : KeyValueVectors.Of(vector.ItemType.RawType, [.. values.Skip(start).Take(count).Select(v => Convert.ChangeType(v, vector.ItemType.RawType, CultureInfo.InvariantCulture))])
                : column.Type is TextDataViewType ? values[start].AsMemory() : Convert.ChangeType(values[start], column.Type.RawType, CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{path}({line}): column '{column.Name}' cannot be read as {column.Type}: '{values[start]}'."), exception);
        }
    }
}
