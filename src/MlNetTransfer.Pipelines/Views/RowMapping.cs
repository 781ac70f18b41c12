namespace MlNetTransfer.Pipelines.Views;

/// <summary>A transformer bound to a schema: the same columns and some more.</summary>
internal sealed class RowMapping : IRowToRowMapper
{
    private readonly IReadOnlyList<AddedColumn> _added;

    public RowMapping(DataViewSchema input, IReadOnlyList<AddedColumn> added)
    {
        InputSchema = input;
        _added = added;
        OutputSchema = new DataViewSchema(input.Detach().Concat(added.Select(a => new DataViewSchema.DetachedColumn(a.Name, a.Type, a.Annotations))));
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        SortedSet<int> needed = [];
        foreach (int index in dependingColumns.Select(c => c.Index))
        {
            needed.UnionWith(index < InputSchema.Count ? [index] : _added[index - InputSchema.Count].Dependencies);
        }

        return needed.Select(i => InputSchema[i]);
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new MappedRow(this, input, activeColumns);

    /// <summary>Readers of the active columns.</summary>
    public Delegate?[] CreateGetters(DataViewRow input, IEnumerable<DataViewSchema.Column> active)
    {
        Delegate?[] getters = new Delegate?[OutputSchema.Count];
        foreach (DataViewSchema.Column column in active)
        {
            getters[column.Index] ??= column.Index < InputSchema.Count
                ? Getters.Forward(input, InputSchema[column.Index])
                : _added[column.Index - InputSchema.Count].CreateGetter(input);
        }

        return getters;
    }

    /// <summary>Which file a value comes from.</summary>
    public string? SourceOf(DataViewRow input, int column) =>
        column < InputSchema.Count ? input.SourceOf(column) : _added[column - InputSchema.Count].SourceOf?.Invoke(input);
}
