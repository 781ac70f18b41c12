using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="Dropout.Prepare"/>. A dropped element is 0 whatever it was.</summary>
internal sealed class DropoutOperation(DropoutSpec spec, BlockedLayout input, BlockedLayout output) : RowOperation(output, 4)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        ulong key = spec.PictureKey(band.Picture);
        int plane = Output.Height * Output.Width;
        int first = band.Block * BlockedLayout.Block;
        int real = Math.Min(BlockedLayout.Block, Output.Channels - first);
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            ReadOnlySpan<float> from = RowOf(buffers.Input, input, band.Picture, (band.Block, y));
            Span<float> row = OutputRow(in buffers, in band, y);
            for (int i = 0; i < row.Length; i++)
            {
                int lane = i % BlockedLayout.Block;
                float factor = lane < real ? spec.FactorOf(key, ((first + lane) * plane) + (y * Output.Width) + (i / BlockedLayout.Block)) : 0f;
                row[i] = factor == 0f ? 0f : from[i] * factor;
            }
        }
    }
}

/// <summary>See <see cref="Dropout.PrepareFlat"/>. Items: stretches of pictures.</summary>
internal sealed class FlatDropoutOperation(DropoutSpec spec, int length) : PreparedOperation
{
    private const int ItemFloats = 2 * 1024;

    private readonly int _itemsPerPicture = (length + ItemFloats - 1) / ItemFloats;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _itemsPerPicture);

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        for (int item = first; item < end; item++)
        {
            (int picture, int part) = Math.DivRem(item, _itemsPerPicture);
            ulong key = spec.PictureKey(picture);
            ReadOnlySpan<float> from = buffers.Input.Slice(picture * length, length);
            Span<float> to = buffers.Output.Slice(picture * length, length);
            for (int i = part * ItemFloats; i < Math.Min(length, (part + 1) * ItemFloats); i++)
            {
                float factor = spec.FactorOf(key, i);
                to[i] = factor == 0f ? 0f : from[i] * factor;
            }
        }
    }
}
