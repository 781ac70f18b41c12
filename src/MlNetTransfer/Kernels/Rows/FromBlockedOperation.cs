using System.Runtime.CompilerServices;
namespace MlNetTransfer.Kernels.Rows;

/// <summary>Blocked to planar or channels-last floats; see <see cref="LayoutConversion"/>. Items: picture, channel block.</summary>
/// <param name="input">Layout of the input.</param>
/// <param name="pixelStep">Floats from one pixel to the next in the output.</param>
/// <param name="channelStep">Floats from one channel to the next in the output.</param>
internal sealed class FromBlockedOperation(BlockedLayout input, int pixelStep, int channelStep) : PreparedOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * input.Blocks);

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));
        for (int item = first; item < end; item++)
        {
            RunBlock(in buffers, item / input.Blocks, item % input.Blocks);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBlock(in OperationBuffers buffers, int picture, int block)
    {
        int channels = Math.Min(BlockedLayout.Block, input.Channels - (block * BlockedLayout.Block));
        int start = picture * input.Channels * input.Height * input.Width;
        for (int y = 0; y < input.Height; y++)
        {
            ReadOnlySpan<float> row = buffers.Input.Slice((picture * input.ImageStride) + input.Offset(block, y, 0), input.Width * BlockedLayout.Block);
            for (int c = 0; c < channels; c++)
            {
                int channel = (block * BlockedLayout.Block) + c;
                Span<float> target = buffers.Output[(start + (channel * channelStep) + (y * input.Width * pixelStep))..];
                for (int x = 0, to = 0; x < input.Width; x++, to += pixelStep)
                {
                    target[to] = row[(x * BlockedLayout.Block) + c];
                }
            }
        }
    }
}
