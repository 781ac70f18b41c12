using System.Runtime.CompilerServices;
namespace MlNetTransfer.Kernels.Rows;

/// <summary>Planar or channels-last floats to blocked; see <see cref="LayoutConversion"/>.</summary>
/// <param name="output">Layout of the output.</param>
/// <param name="pixelStep">Floats from one pixel to the next in the input.</param>
/// <param name="channelStep">Floats from one channel to the next in the input.</param>
internal sealed class ToBlockedOperation(BlockedLayout output, int pixelStep, int channelStep) : RowOperation(output, 2)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) =>
        BufferChecks.Holds(buffers.Input.Length, (long)buffers.Batch * Output.Channels * Output.Height * Output.Width, nameof(buffers.Input));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        int channels = Math.Min(BlockedLayout.Block, Output.Channels - (band.Block * BlockedLayout.Block));
        int picture = band.Picture * Output.Channels * Output.Height * Output.Width;
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            for (int c = 0; c < channels; c++)
            {
                int channel = (band.Block * BlockedLayout.Block) + c;
                ReadOnlySpan<float> source = buffers.Input[(picture + (channel * channelStep) + (y * Output.Width * pixelStep))..];
                for (int x = 0, from = 0; x < Output.Width; x++, from += pixelStep)
                {
                    row[(x * BlockedLayout.Block) + c] = source[from];
                }
            }

            ClearPadding(row, band.Block);
        }
    }
}
