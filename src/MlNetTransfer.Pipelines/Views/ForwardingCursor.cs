namespace MlNetTransfer.Pipelines.Views;

/// <summary>A cursor over some of another cursor's rows.</summary>
internal abstract class ForwardingCursor(DataViewRowCursor input) : DataViewRowCursor
{
    private long _position = -1;

    public override DataViewSchema Schema => input.Schema;

    public override long Position => _position;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(column);

    public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(column);

    public sealed override bool MoveNext()
    {
        if (!MoveInput(input))
        {
            return false;
        }

        _position++;
        return true;
    }

    internal override string? SourceOf(int column) => input.SourceOf(column);

    /// <summary>Moves the input to the next row that counts.</summary>
    protected abstract bool MoveInput(DataViewRowCursor input);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }

        base.Dispose(disposing);
    }
}
