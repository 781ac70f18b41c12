namespace MlNetTransfer.Pipelines.Views;

/// <summary>Reads stored rows.</summary>
internal sealed class MemoryCursor : DataViewRowCursor
{
    private readonly IEnumerator<StoredRow> _rows;
    private readonly Delegate?[] _getters;
    private long _position = -1;

    public MemoryCursor(DataViewSchema schema, IEnumerable<StoredRow> rows, IEnumerable<int> active)
    {
        Schema = schema;
        _rows = rows.GetEnumerator();
        _getters = new Delegate?[schema.Count];
        foreach (int column in active)
        {
            _getters[column] = Getters.FromBoxed(schema[column].Type.RawType, () => _rows.Current.Values[column]!);
        }
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(_getters[column.Index], column);

    public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

    public override bool MoveNext()
    {
        if (!_rows.MoveNext())
        {
            return false;
        }

        _position++;
        return true;
    }

    internal override string? SourceOf(int column) => _rows.Current.Sources[column];

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rows.Dispose();
        }

        base.Dispose(disposing);
    }
}
