using MlNetTransfer.Datasets;
using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines.Vision;

/// <summary>Takes pictures from the rows of a view: the file where they come from one, else their bytes.</summary>
internal sealed class PictureReader(DataViewRow row, DataViewSchema.Column features)
{
    private readonly ValueGetter<VBuffer<byte>> _read = row.GetGetter<VBuffer<byte>>(features);

    /// <summary>The current row's picture.</summary>
    public PictureItem Read(int label)
    {
        if (row.SourceOf(features.Index) is { } path)
        {
            return new PictureItem(path, label);
        }

        VBuffer<byte> bytes = default;
        _read(ref bytes);
        return new PictureItem(FormattableString.Invariant($"row {row.Position}"), label) { Content = bytes.ToArray() };
    }
}
