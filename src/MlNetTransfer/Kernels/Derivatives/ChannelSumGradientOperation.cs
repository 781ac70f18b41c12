namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="ChannelSumGradient"/>; sum order: <see cref="PixelSums"/>.</summary>
internal sealed class ChannelSumGradientOperation(BlockedLayout gradient) : LaneOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => gradient.Blocks;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, gradient, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output.Length, gradient.Channels, nameof(buffers.Output));
        Span<double> sums = stackalloc double[BlockedLayout.Block];
        for (int block = first; block < end; block++)
        {
            sums.Clear();
            for (int picture = 0; picture < buffers.Batch; picture++)
            {
                PixelSums.AddPlain<TLanes>(new BlockedPlane(buffers.Input, gradient, picture, block), sums);
            }

            PixelSums.Store(sums, buffers.Output[..gradient.Channels], block);
        }
    }
}
