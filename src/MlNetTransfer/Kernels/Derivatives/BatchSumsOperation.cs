namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Sums of dY xhat and of dY; see <see cref="BatchNormalizationTraining.PrepareParameterGradients"/>; sum order: <see cref="PixelSums"/>.</summary>
internal sealed class BatchSumsOperation(BlockedLayout input, BlockedLayout gradient) : LaneOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => input.Blocks;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int channels = input.Channels;
        BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, gradient, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, BatchNormalizationTraining.StateLength(channels), nameof(buffers.Output));
        Span<double> products = stackalloc double[BlockedLayout.Block];
        Span<double> sums = stackalloc double[BlockedLayout.Block];
        Span<float> centre = stackalloc float[BlockedLayout.Block];
        for (int block = first; block < end; block++)
        {
            int start = block * BlockedLayout.Block;
            int real = Math.Min(BlockedLayout.Block, channels - start);
            centre.Clear();
            buffers.Output.Slice(start, real).CopyTo(centre);
            products.Clear();
            sums.Clear();
            for (int picture = 0; picture < buffers.Batch; picture++)
            {
                BlockedPlane dy = new(buffers.Second, gradient, picture, block);
                PixelSums.AddProducts<TLanes>(dy, new BlockedPlane(buffers.Input, input, picture, block), centre, products, sums);
            }

            for (int lane = 0; lane < real; lane++)
            {
                int c = start + lane;
                buffers.Output[(3 * channels) + c] = (float)(products[lane] * buffers.Output[channels + c]);
                buffers.Output[(4 * channels) + c] = (float)sums[lane];
            }
        }
    }
}

/// <summary>See <see cref="BatchNormalizationTraining.PrepareAddParameterGradients"/>; one item.</summary>
internal sealed class AddBatchSumsOperation(int channels) : PreparedOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => 1;

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        ReadOnlySpan<float> sums = buffers.Input.Slice(3 * channels, 2 * channels);
        for (int i = 0; first < end && i < sums.Length; i++)
        {
            buffers.Output[i] += sums[i];
        }
    }
}
