using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>Normalised pixels to blocked; see <see cref="LayoutConversion.PreparePixelsToBlocked"/>.</summary>
internal sealed class PixelsToBlockedOperation(InputNormalization normalization, BlockedLayout output) : RowOperation(output, 2)
{
    private readonly NormalizationTable _table = new(normalization);

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) =>
        BufferChecks.Holds(buffers.Pixels.Length, (long)buffers.Batch * Output.Height * Output.Width * PixelBatch.ChannelCount, nameof(buffers.Pixels));

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        int rowBytes = Output.Width * PixelBatch.ChannelCount;
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            ReadOnlySpan<byte> pixels = buffers.Pixels.Slice(((band.Picture * Output.Height) + y) * rowBytes, rowBytes);
            Span<float> row = OutputRow(in buffers, in band, y);
            for (int c = 0; c < PixelBatch.ChannelCount; c++)
            {
                _table.Write(pixels, c, row[c..], BlockedLayout.Block);
            }

            ClearPadding(row, band.Block);
        }
    }
}

/// <summary>Normalised pixels to dense floats; see <see cref="LayoutConversion.PreparePixelsToFlat"/>. Items: rows of pictures.</summary>
internal sealed class PixelsToFlatOperation(InputNormalization normalization, int height, int width) : PreparedOperation
{
    private readonly NormalizationTable _table = new(normalization);

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * height);

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        int rowLength = width * PixelBatch.ChannelCount;
        int plane = height * width;
        for (int item = first; item < end; item++)
        {
            ReadOnlySpan<byte> pixels = buffers.Pixels.Slice(item * rowLength, rowLength);
            for (int c = 0; c < PixelBatch.ChannelCount; c++)
            {
                if (normalization.ChannelsLast)
                {
                    _table.Write(pixels, c, buffers.Output[((item * rowLength) + c)..], PixelBatch.ChannelCount);
                }
                else
                {
                    int picture = item / height * plane * PixelBatch.ChannelCount;
                    _table.Write(pixels, c, buffers.Output[(picture + (c * plane) + (item % height * width))..], 1);
                }
            }
        }
    }
}
