using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Transforms.Image;

/// <summary>Reads picture files by their paths: as bytes, or decoded.</summary>
public sealed class ImageLoadingEstimator : RowEstimator<ImageLoadingTransformer>
{
    private readonly InputOutputColumnPair[] _columns;
    private readonly string _folder;
    private readonly bool _rawBytes;

    internal ImageLoadingEstimator(IEnumerable<InputOutputColumnPair> columns, string? folder, bool rawBytes)
    {
        _columns = [.. columns];
        _folder = folder ?? "";
        _rawBytes = rawBytes;
    }

    /// <inheritdoc/>
    public override ImageLoadingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ImageLoadingTransformer transformer = new(_columns, _folder, _rawBytes);
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageLoadingTransformer transformer = new(_columns, _folder, _rawBytes);
        return inputSchema.With([.. _columns.Select(c =>
        {
            bool looksSwapped = !inputSchema.TryFindColumn(c.InputColumnName, out _) && inputSchema.TryFindColumn(_folder, out _);
            string hint = looksSwapped ? $" (the second argument is the folder: for the column write imageFolder: null, inputColumnName: \"{_folder}\")" : "";
            SchemaShape.Column source = inputSchema.Require(c.InputColumnName, transformer.Kind + hint);
            return source.Type is TextDataViewType
                ? new SchemaShape.Column(c.OutputColumnName, transformer.OutputType, hasKeyValues: false)
                : throw new ArgumentException($"{transformer.Kind}: column '{c.InputColumnName}' is {source.Type}, wanted is text with paths.");
        })]);
    }
}
