namespace MlNetTransfer.Pipelines.Views;

/// <summary>A row with added columns that follows another row.</summary>
internal sealed class MappedRow(RowMapping mapping, DataViewRow input, IEnumerable<DataViewSchema.Column> active) : DataViewRow
{
    private readonly Delegate?[] _getters = mapping.CreateGetters(input, active);

    public override DataViewSchema Schema => mapping.OutputSchema;

    public override long Position => input.Position;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(_getters[column.Index], column);

    public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

    internal override string? SourceOf(int column) => mapping.SourceOf(input, column);
}
