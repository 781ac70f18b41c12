using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="BroadcastGradient"/>; sum order: <see cref="PixelSums"/>.</summary>
internal sealed class BroadcastGradientOperation(BlockedLayout gradient, BlockedLayout? first, BlockedLayout output)
    : RowOperation(output, gradient.Height * gradient.Width)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, gradient, buffers.Batch, nameof(buffers.Input));
        if (first is { } operand)
        {
            BufferChecks.Holds(buffers.Second, operand, buffers.Batch, nameof(buffers.Second));
        }
    }

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        Span<double> products = stackalloc double[BlockedLayout.Block];
        Span<double> sums = stackalloc double[BlockedLayout.Block];
        products.Clear();
        sums.Clear();
        BlockedPlane dy = new(buffers.Input, gradient, band.Picture, band.Block);
        if (first is { } operand)
        {
            PixelSums.AddProducts<TLanes>(dy, new BlockedPlane(buffers.Second, operand, band.Picture, band.Block), PixelSums.NoCentre, products, sums);
        }
        else
        {
            PixelSums.AddPlain<TLanes>(dy, products);
        }

        Span<float> pixel = OutputRow(in buffers, in band, 0);
        for (int c = 0; c < pixel.Length; c++)
        {
            pixel[c] = (float)products[c];
        }

        ClearPadding(pixel, band.Block);
    }
}
