namespace MlNetTransfer.Pipelines;

/// <summary>Adds columns to single rows.</summary>
public interface IRowToRowMapper
{
    /// <summary>The columns before.</summary>
    DataViewSchema InputSchema { get; }

    /// <summary>The columns after.</summary>
    DataViewSchema OutputSchema { get; }

    /// <summary>Makes a row whose columns follow the input row.</summary>
    /// <param name="input">The row before; all columns that are needed must be active.</param>
    /// <param name="activeColumns">Columns of <see cref="OutputSchema"/> that will be read.</param>
    /// <returns>The row after.</returns>
    DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns);

    /// <summary>Columns of the input that some columns of the output are computed from.</summary>
    /// <param name="dependingColumns">Columns of <see cref="OutputSchema"/>.</param>
    /// <returns>Columns of <see cref="InputSchema"/>.</returns>
    IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns);
}
