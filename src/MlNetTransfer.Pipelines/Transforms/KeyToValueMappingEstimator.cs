using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Transforms;

/// <summary>Turns keys back into what they stand for.</summary>
public sealed class KeyToValueMappingEstimator : RowEstimator<KeyToValueMappingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;

    internal KeyToValueMappingEstimator(IEnumerable<InputOutputColumnPair> columns) => _columns = [.. columns];

    /// <inheritdoc/>
    public override KeyToValueMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        KeyToValueMappingTransformer transformer = new(_columns);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With([.. _columns.Select(c =>
        {
            SchemaShape.Column source = inputSchema.Require(c.InputColumnName, KeyToValueMappingTransformer.KindName);
            return source is { IsKey: true, HasKeyValues: true }
                ? new SchemaShape.Column(c.OutputColumnName, TextDataViewType.Instance, hasKeyValues: false)
                : throw new ArgumentException($"{KeyToValueMappingTransformer.KindName}: column '{c.InputColumnName}' is {source.Type}, wanted is a key column with key values; MapValueToKey makes such columns.");
        })]);
    }
}
