using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Binding;

/// <summary>An object as a row; the object can be exchanged.</summary>
internal sealed class ObjectRow : DataViewRow
{
    private readonly Delegate?[] _getters;
    private object? _current;
    private long _position = -1;

    public ObjectRow(RowReader reader, IEnumerable<DataViewSchema.Column> active)
    {
        Schema = reader.Schema;
        _getters = new Delegate?[Schema.Count];
        foreach (DataViewSchema.Column column in active)
        {
            Func<object, object> read = reader.Readers[column.Index];
            _getters[column.Index] ??= Getters.FromBoxed(
                column.Type.RawType, () => read(_current ?? throw new InvalidOperationException("There is no current row: call MoveNext first.")));
        }
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(_getters[column.Index], column);

    public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

    /// <summary>Makes an object the next row.</summary>
    public void Set(object current)
    {
        _current = current;
        _position++;
    }
}
