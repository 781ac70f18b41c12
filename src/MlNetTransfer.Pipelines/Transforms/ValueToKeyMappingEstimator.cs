using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Transforms;

/// <summary>Numbers the values of columns.</summary>
public sealed class ValueToKeyMappingEstimator : RowEstimator<ValueToKeyMappingTransformer>
{
    /// <summary>Number of keys where none is stated.</summary>
    internal const int DefaultMaximumNumberOfKeys = 1_000_000;

    private readonly InputOutputColumnPair[] _columns;
    private readonly Settings _settings;

    internal ValueToKeyMappingEstimator(IEnumerable<InputOutputColumnPair> columns, Settings settings)
    {
        _columns = [.. columns];
        _settings = settings;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.MaximumNumberOfKeys);
    }

    /// <summary>How values are ordered.</summary>
    public enum KeyOrdinality : byte
    {
        /// <summary>As they come in the data.</summary>
        ByOccurrence = 0,

        /// <summary>By value: text in ordinal order, numbers by size.</summary>
        ByValue = 1,
    }

    /// <inheritdoc/>
    public override ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        IDataView keyed = _settings.KeyData ?? input;
        if (_settings.KeyData is { Schema.Count: not 1 } data)
        {
            throw new ArgumentException($"{ValueToKeyMappingTransformer.KindName}: key data is one column, this has {data.Schema}.");
        }

        DataViewSchema.Column[] sources = [.. _columns.Select(c => _settings.KeyData is null ? Check(input.Schema, c.InputColumnName) : keyed.Schema[0])];
        List<object>[] values = Collect(keyed, sources);
        if (_settings.KeyOrdinality == KeyOrdinality.ByValue)
        {
            foreach (List<object> list in values)
            {
                list.Sort((a, b) => a is string text ? string.CompareOrdinal(text, (string)b) : ((IComparable)a).CompareTo(b));
            }
        }

        return new ValueToKeyMappingTransformer(
            [.. _columns.Select((c, i) => new ValueToKeyMappingTransformer.Vocabulary(c, (PrimitiveDataViewType)sources[i].Type, [.. values[i]], _settings.TextAnnotations))]);
    }

    /// <inheritdoc/>
    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return inputSchema.With([.. _columns.Select(c =>
        {
            inputSchema.Require(c.InputColumnName, ValueToKeyMappingTransformer.KindName);
            return new SchemaShape.Column(c.OutputColumnName, new KeyDataViewType(typeof(uint), 1), hasKeyValues: true);
        })]);
    }

    private static DataViewSchema.Column Check(DataViewSchema schema, string name)
    {
        DataViewSchema.Column column = schema.GetColumnOrNull(name)
            ?? throw new ArgumentException($"{ValueToKeyMappingTransformer.KindName}: there is no column '{name}'; the columns are {schema.Names()}.");
        return column.Type is PrimitiveDataViewType and not KeyDataViewType
            ? column
            : throw new ArgumentException($"{ValueToKeyMappingTransformer.KindName}: column '{name}' is {column.Type}, wanted are text, numbers or booleans.");
    }

    /// <summary>The different values of each column, in the order in which they come.</summary>
    private List<object>[] Collect(IDataView view, DataViewSchema.Column[] sources)
    {
        List<object>[] values = [.. sources.Select(_ => new List<object>())];
        HashSet<object>[] known = [.. sources.Select(_ => new HashSet<object>())];
        using DataViewRowCursor cursor = view.GetRowCursor(sources);
        Func<object>[] readers = [.. sources.Select(s => Getters.Boxed(cursor, s))];
        while (cursor.MoveNext())
        {
            for (int i = 0; i < readers.Length; i++)
            {
                if (values[i].Count < _settings.MaximumNumberOfKeys && ValueToKeyMappingTransformer.Normalize(readers[i]()) is { } value && known[i].Add(value))
                {
                    values[i].Add(value);
                }
            }
        }

        return values;
    }

    /// <summary>What the user may choose.</summary>
    internal sealed record Settings(int MaximumNumberOfKeys, KeyOrdinality KeyOrdinality, bool TextAnnotations, IDataView? KeyData);
}
