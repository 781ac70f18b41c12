using MlNetTransfer.Pipelines.Binding;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Pipelines.Views;

/// <summary>Objects as rows: their fields and properties as columns.</summary>
internal sealed class ObjectDataView<TRow>(IEnumerable<TRow> rows, RowReader reader) : IDataView, IReorderable
    where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => reader.Schema;

    public long? GetRowCount() => rows.TryGetNonEnumeratedCount(out int count) ? count : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(rows.GetEnumerator(), new ObjectRow(reader, columnsNeeded));

    public IDataView Shuffle(long seed)
    {
        TRow[] all = [.. rows];
        new SeededRandom(seed).Shuffle<TRow>(all);
        return new ObjectDataView<TRow>(all, reader);
    }

    private sealed class Cursor(IEnumerator<TRow> rows, ObjectRow row) : DataViewRowCursor
    {
        public override DataViewSchema Schema => row.Schema;

        public override long Position => row.Position;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => row.GetGetter<TValue>(column);

        public override bool IsColumnActive(DataViewSchema.Column column) => row.IsColumnActive(column);

        public override bool MoveNext()
        {
            if (!rows.MoveNext())
            {
                return false;
            }

            row.Set(rows.Current ?? throw new InvalidOperationException(FormattableString.Invariant($"Row {Position + 1} of the data is null.")));
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rows.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
