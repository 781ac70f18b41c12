using MlNetTransfer.Pipelines.Persistence;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>What the transformers of this library have in common: each adds columns, row by row, and can be saved.</summary>
/// <remarks><b>Threading</b>: safe for any number of threads; rows and cursors are for one each.</remarks>
public abstract class RowTransformer : ITransformer
{
    private protected RowTransformer()
    {
    }

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <inheritdoc/>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <inheritdoc/>
    public virtual IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new MappedDataView(input, Bind(input.Schema));
    }

    /// <inheritdoc/>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    /// <summary>Name of the kind in files.</summary>
    internal abstract string Kind { get; }

    /// <summary>The columns that are added to a schema.</summary>
    internal abstract IReadOnlyList<AddedColumn> Map(DataViewSchema input);

    /// <summary>Writes what is needed to make the transformer again.</summary>
    internal abstract void Save(ChainWriter writer);

    /// <summary>The mapping for a schema.</summary>
    internal RowMapping Bind(DataViewSchema input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new RowMapping(input, Map(input));
    }

    /// <summary>A column that must be there.</summary>
    internal DataViewSchema.Column Require(DataViewSchema schema, string name) => schema.GetColumnOrNull(name)
        ?? throw new ArgumentException($"{Kind}: there is no column '{name}'; the columns are {schema.Names()}.");

    /// <summary>A column that must be there with a type.</summary>
    internal DataViewSchema.Column Require(DataViewSchema schema, string name, Func<DataViewType, bool> fits, string wanted)
    {
        DataViewSchema.Column column = Require(schema, name);
        return fits(column.Type) ? column : throw new ArgumentException($"{Kind}: column '{name}' is {column.Type}, wanted is {wanted}.");
    }
}
