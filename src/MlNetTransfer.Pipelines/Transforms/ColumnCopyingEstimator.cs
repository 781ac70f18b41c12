using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Transforms;

/// <summary>Copies columns, annotations included.</summary>
public sealed class ColumnCopyingEstimator : RowEstimator<ColumnCopyingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;

    internal ColumnCopyingEstimator(IEnumerable<InputOutputColumnPair> columns) => _columns = [.. columns];

    /// <inheritdoc/>
    public override ColumnCopyingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ColumnCopyingTransformer transformer = new(_columns);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With([.. _columns.Select(c =>
        {
            SchemaShape.Column source = inputSchema.Require(c.InputColumnName, ColumnCopyingTransformer.KindName);
            return new SchemaShape.Column(c.OutputColumnName, source.Type, source.HasKeyValues);
        })]);
    }
}
