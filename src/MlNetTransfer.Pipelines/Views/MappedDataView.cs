namespace MlNetTransfer.Pipelines.Views;

/// <summary>A view with added columns.</summary>
internal sealed class MappedDataView(IDataView input, RowMapping mapping) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => mapping.OutputSchema;

    public long? GetRowCount() => input.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] active = [.. columnsNeeded];
        DataViewRowCursor cursor = input.GetRowCursor(mapping.GetDependencies(active));
        return new Cursor(cursor, mapping.GetRow(cursor, active));
    }

    private sealed class Cursor(DataViewRowCursor input, DataViewRow row) : DataViewRowCursor
    {
        public override DataViewSchema Schema => row.Schema;

        public override long Position => input.Position;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override bool MoveNext() => input.MoveNext();

        internal override string? SourceOf(int column) => row.SourceOf(column);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
