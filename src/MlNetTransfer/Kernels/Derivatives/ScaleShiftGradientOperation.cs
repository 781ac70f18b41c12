namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="ScaleShiftGradient.PrepareParameters"/>; sum order: <see cref="PixelSums"/>.</summary>
internal sealed class ScaleShiftGradientOperation(BlockedLayout input, BlockedLayout gradient) : LaneOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => input.Blocks;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, gradient, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, 2L * input.Channels, nameof(buffers.Output));
        Span<double> products = stackalloc double[BlockedLayout.Block];
        Span<double> sums = stackalloc double[BlockedLayout.Block];
        for (int block = first; block < end; block++)
        {
            products.Clear();
            sums.Clear();
            for (int picture = 0; picture < buffers.Batch; picture++)
            {
                BlockedPlane dy = new(buffers.Second, gradient, picture, block);
                PixelSums.AddProducts<TLanes>(dy, new BlockedPlane(buffers.Input, input, picture, block), PixelSums.NoCentre, products, sums);
            }

            PixelSums.Store(products, buffers.Output[..input.Channels], block);
            PixelSums.Store(sums, buffers.Output.Slice(input.Channels, input.Channels), block);
        }
    }
}
