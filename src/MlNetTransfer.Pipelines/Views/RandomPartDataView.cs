namespace MlNetTransfer.Pipelines.Views;

/// <summary>Rows whose random number lies inside (or outside) a range. The number depends on the seed and on the row's place, or on its sampling key.</summary>
internal sealed class RandomPartDataView : IDataView
{
    private readonly IDataView _input;
    private readonly DataViewSchema.Column? _key;
    private readonly RandomPart _part;

    public RandomPartDataView(IDataView input, string? samplingKeyColumnName, RandomPart part)
    {
        _input = input;
        _key = samplingKeyColumnName is null ? null : input.Schema[samplingKeyColumnName];
        _part = part;
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema => _input.Schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewRowCursor cursor = _input.GetRowCursor(_key is { } key ? columnsNeeded.Append(key) : columnsNeeded);
        return new Cursor(cursor, _key is { } column ? Getters.Boxed(cursor, column) : null, _part);
    }

    private sealed class Cursor(DataViewRowCursor input, Func<object>? key, RandomPart part) : ForwardingCursor(input)
    {
        protected override bool MoveInput(DataViewRowCursor input)
        {
            while (input.MoveNext())
            {
                if (part.Holds(key is null ? (ulong)input.Position : Hash(key())))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>FNV-1a, 64 bits, over the text: stable between runs and machines.</summary>
        private static ulong Hash(object value)
        {
            const ulong Offset = 14695981039346656037;
            const ulong Prime = 1099511628211;
            ulong hash = Offset;
            foreach (char c in FormattableString.Invariant($"{value}"))
            {
                hash = (hash ^ c) * Prime;
            }

            return hash;
        }
    }
}
