namespace MlNetTransfer.Pipelines;

/// <summary>Moves over the rows of a data view, first to last.</summary>
public abstract class DataViewRowCursor : DataViewRow
{
    /// <summary>Goes to the next row.</summary>
    /// <returns>False when there is none.</returns>
    public abstract bool MoveNext();
}
