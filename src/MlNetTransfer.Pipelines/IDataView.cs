namespace MlNetTransfer.Pipelines;

/// <summary>A table of named, typed columns that is read row by row; nothing is computed before it is read.</summary>
public interface IDataView
{
    /// <summary>Whether rows can come in another order for each cursor; always false here, so that every pass sees the same rows.</summary>
    bool CanShuffle { get; }

    /// <summary>The columns.</summary>
    DataViewSchema Schema { get; }

    /// <summary>Number of rows where it is known without reading.</summary>
    /// <returns>The number, or null.</returns>
    long? GetRowCount();

    /// <summary>Starts to read.</summary>
    /// <param name="columnsNeeded">Columns that will be read; others are not computed.</param>
    /// <param name="rand">Not used: see <see cref="CanShuffle"/>.</param>
    /// <returns>A cursor before the first row.</returns>
    DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null);

    /// <summary>Starts to read with several cursors that share the rows; here it is always one.</summary>
    /// <param name="columnsNeeded">Columns that will be read.</param>
    /// <param name="n">Number of cursors wanted.</param>
    /// <param name="rand">Not used: see <see cref="CanShuffle"/>.</param>
    /// <returns>The cursors.</returns>
    DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];
}
