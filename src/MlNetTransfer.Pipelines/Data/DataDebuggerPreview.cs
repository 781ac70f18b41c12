using System.Collections.Immutable;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>The first rows of a view, read, to look at.</summary>
public sealed class DataDebuggerPreview
{
    internal DataDebuggerPreview(IDataView data, int maxRows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxRows);
        Schema = data.Schema;
        StoredRow[] rows = [.. StoredRow.ReadAll(new WindowDataView(data, 0, maxRows), [.. Enumerable.Range(0, Schema.Count)])];
        RowView = [.. rows.Select(r => new RowInfo(Schema, r.Values))];
        ColumnView = [.. Schema.Select(c => new ColumnInfo(c, [.. rows.Select(r => r.Values[c.Index]!)]))];
    }

    /// <summary>The columns.</summary>
    public DataViewSchema Schema { get; }

    /// <summary>The rows.</summary>
    public ImmutableArray<RowInfo> RowView { get; }

    /// <summary>The columns with their values.</summary>
    public ImmutableArray<ColumnInfo> ColumnView { get; }

    /// <summary>Numbers of columns and rows.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => FormattableString.Invariant($"{Schema.Count} columns, {RowView.Length} rows");

    /// <summary>One row.</summary>
    public sealed class RowInfo
    {
        internal RowInfo(DataViewSchema schema, object?[] values) =>
            Values = [.. schema.Select(c => KeyValuePair.Create(c.Name, values[c.Index]!))];

        /// <summary>Names of the columns and their values.</summary>
        public KeyValuePair<string, object>[] Values { get; }

        /// <summary>Number of columns.</summary>
        /// <returns>A short text.</returns>
        public override string ToString() => FormattableString.Invariant($"{Values.Length} columns");
    }

    /// <summary>One column.</summary>
    public sealed class ColumnInfo
    {
        internal ColumnInfo(DataViewSchema.Column column, object[] values)
        {
            Column = column;
            Values = values;
        }

        /// <summary>The column.</summary>
        public DataViewSchema.Column Column { get; }

        /// <summary>Its values, a row each.</summary>
        public object[] Values { get; }

        /// <summary>Name and type.</summary>
        /// <returns>A short text.</returns>
        public override string ToString() => Column.ToString();
    }
}
