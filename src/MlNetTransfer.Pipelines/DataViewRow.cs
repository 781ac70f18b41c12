namespace MlNetTransfer.Pipelines;

/// <summary>One row of a data view.</summary>
/// <remarks><b>Threading</b>: for one thread at a time.</remarks>
public abstract class DataViewRow : IDisposable
{
    /// <summary>The columns.</summary>
    public abstract DataViewSchema Schema { get; }

    /// <summary>Number of the row, from 0; -1 before the first.</summary>
    public abstract long Position { get; }

    /// <summary>Makes a reader of a column; it always reads the current row.</summary>
    /// <typeparam name="TValue">The column's raw type.</typeparam>
    /// <param name="column">An active column of <see cref="Schema"/>.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="InvalidOperationException">The column has another type, or was not asked for.</exception>
    public abstract ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column);

    /// <summary>Whether a column was asked for and can be read.</summary>
    /// <param name="column">A column of <see cref="Schema"/>.</param>
    /// <returns>True when it can be read.</returns>
    public abstract bool IsColumnActive(DataViewSchema.Column column);

    /// <summary>Ends the reading.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Where the picture in a column comes from, so that messages name the file and training reads it from there; null when it is in memory only.</summary>
    internal virtual string? SourceOf(int column) => null;

    /// <summary>Releases what the row holds.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
