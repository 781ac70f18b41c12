namespace MlNetTransfer.Pipelines.Views;

/// <summary>Rows from one number on, up to a count.</summary>
internal sealed class WindowDataView(IDataView input, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => input.Schema;

    public long? GetRowCount() => input.GetRowCount() is { } count ? Math.Min(take, Math.Max(0, count - skip)) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(input.GetRowCursor(columnsNeeded), skip, take);

    private sealed class Cursor(DataViewRowCursor input, long skip, long take) : ForwardingCursor(input)
    {
        private long _skip = skip;
        private long _left = take;

        protected override bool MoveInput(DataViewRowCursor input)
        {
            for (; _skip > 0; _skip--)
            {
                if (!input.MoveNext())
                {
                    return false;
                }
            }

            return _left-- > 0 && input.MoveNext();
        }
    }
}
