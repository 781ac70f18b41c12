using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>See <see cref="ActivationGradient.Prepare"/>.</summary>
internal sealed class ActivationGradientOperation(Activation activation, BlockedLayout gradient, BlockedLayout saved, BlockedLayout output)
    : RowOperation(output, 2)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, gradient, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, saved, buffers.Batch, nameof(buffers.Second));
    }

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            RowArgs args = new()
            {
                Input = RowOf(buffers.Input, gradient, band.Picture, (band.Block, y)),
                Second = RowOf(buffers.Second, saved, band.Picture, (band.Block, y)),
                Output = row,
                Activation = activation,
            };
            ActivationGradient.RunRow<TLanes>(activation, in args);
            ClearPadding(row, band.Block);
        }
    }
}

/// <summary>See <see cref="ActivationGradient.PrepareFlat"/>.</summary>
internal sealed class FlatActivationGradientOperation(Activation activation, int length) : LaneOperation
{
    // A multiple of every lane width, about 2 microseconds.
    private const int ItemFloats = 8 * 1024;

    private readonly int _itemsPerPicture = (length + ItemFloats - 1) / ItemFloats;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _itemsPerPicture);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        for (int item = first; item < end; item++)
        {
            int start = item % _itemsPerPicture * ItemFloats;
            int count = Math.Min(ItemFloats, length - start);
            start += item / _itemsPerPicture * length;
            RowArgs args = new()
            {
                Input = buffers.Input.Slice(start, count),
                Second = buffers.Second.Slice(start, count),
                Output = buffers.Output.Slice(start, count),
                Activation = activation,
            };
            ActivationGradient.RunRow<TLanes>(activation, in args);
        }
    }
}
