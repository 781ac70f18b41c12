namespace MlNetTransfer.Pipelines;

/// <summary>Adds columns to data views.</summary>
public interface ITransformer
{
    /// <summary>Whether each row is computed from the same row of the input alone; always true here.</summary>
    bool IsRowToRowMapper { get; }

    /// <summary>The columns that a view has afterwards.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <returns>The columns after.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    DataViewSchema GetOutputSchema(DataViewSchema inputSchema);

    /// <summary>Adds the columns; nothing is computed before it is read.</summary>
    /// <param name="input">The view before.</param>
    /// <returns>The view after.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type.</exception>
    IDataView Transform(IDataView input);

    /// <summary>Makes a mapper for single rows.</summary>
    /// <param name="inputSchema">The columns before.</param>
    /// <returns>The mapper.</returns>
    IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema);
}
