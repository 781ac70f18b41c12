namespace MlNetTransfer.Pipelines.Views;

/// <summary>Another view's rows, read once at the first use and kept in memory.</summary>
internal sealed class CachedDataView : IDataView
{
    private readonly Lazy<StoredRow[]> _rows;

    public CachedDataView(IDataView input)
    {
        Schema = input.Schema;
        _rows = new Lazy<StoredRow[]>(() => [.. StoredRow.ReadAll(input, [.. Enumerable.Range(0, input.Schema.Count)])]);
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows.Value.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new MemoryCursor(Schema, _rows.Value, columnsNeeded.Select(c => c.Index).Distinct());
}
