namespace MlNetTransfer.Kernels.Rows;

/// <summary>Blocked to blocked of the same sizes; see <see cref="LayoutConversion.PrepareCopy"/>.</summary>
internal sealed class CopyOperation(BlockedLayout input, BlockedLayout output) : RowOperation(output, 2)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            RowOf(buffers.Input, input, band.Picture, (band.Block, y)).CopyTo(OutputRow(in buffers, in band, y));
        }
    }
}
