namespace MlNetTransfer.Pipelines.Views;

/// <summary>Mappers of single rows one after another.</summary>
internal sealed class ChainMapping : IRowToRowMapper
{
    private readonly IRowToRowMapper[] _mappers;

    public ChainMapping(DataViewSchema input, IReadOnlyList<ITransformer> transformers)
    {
        InputSchema = input;
        _mappers = new IRowToRowMapper[transformers.Count];
        OutputSchema = input;
        for (int i = 0; i < _mappers.Length; i++)
        {
            _mappers[i] = transformers[i].GetRowToRowMapper(OutputSchema);
            OutputSchema = _mappers[i].OutputSchema;
        }
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        _mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        IEnumerable<DataViewSchema.Column>[] active = new IEnumerable<DataViewSchema.Column>[_mappers.Length];
        IEnumerable<DataViewSchema.Column> wanted = [.. activeColumns];
        for (int i = _mappers.Length - 1; i >= 0; i--)
        {
            active[i] = wanted;
            wanted = [.. _mappers[i].GetDependencies(wanted)];
        }

        DataViewRow row = input;
        for (int i = 0; i < _mappers.Length; i++)
        {
            row = _mappers[i].GetRow(row, active[i]);
        }

        return row;
    }
}
