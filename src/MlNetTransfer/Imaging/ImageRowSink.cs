namespace MlNetTransfer.Imaging;

/// <summary>Keeps all rows as a picture.</summary>
/// <param name="image">The picture; every pixel of it is written.</param>
internal sealed class ImageRowSink(Image image) : RowSink
{
    private int _row;

    public override int FirstRow => 0;

    public override int EndRow => image.Height;

    public override int FirstColumn => 0;

    public override int EndColumn => image.Width;

    public override Span<byte> NextRow() => image.Row(_row);

    public override void Commit() => _row++;
}
