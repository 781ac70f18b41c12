namespace MlNetTransfer.Kernels.Rows;

/// <summary>An operation that mixes the channels of each pixel. Items: rows of pictures.</summary>
internal abstract class PixelBandOperation(BlockedLayout input, BlockedLayout output) : LaneOperation
{
    /// <summary>Layout of the input.</summary>
    protected BlockedLayout Input { get; } = input;

    /// <summary>Layout of the output.</summary>
    protected BlockedLayout Output { get; } = output;

    /// <inheritdoc/>
    public sealed override int ItemCount(int batch) => checked(batch * Output.Height);

    /// <summary>Computes a pixel.</summary>
    /// <param name="input">Starts at the pixel's first channel block; blocks are <see cref="BlockedLayout.PlaneStride"/> apart.</param>
    /// <param name="output">Likewise.</param>
    /// <param name="scratch">The worker's scratch.</param>
    protected abstract void RunPixel<TLanes>(ReadOnlySpan<float> input, Span<float> output, Span<float> scratch)
        where TLanes : struct, Simd.ILanes<TLanes>;

    /// <inheritdoc/>
    protected sealed override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output, Output, buffers.Batch, nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        for (int item = first; item < end; item++)
        {
            int picture = item / Output.Height;
            int y = item % Output.Height;
            for (int x = 0; x < Output.Width; x++)
            {
                RunPixel<TLanes>(
                    buffers.Input[((picture * Input.ImageStride) + Input.Offset(0, y, x))..],
                    buffers.Output[((picture * Output.ImageStride) + Output.Offset(0, y, x))..],
                    buffers.Scratch);
            }
        }
    }

    /// <summary>Writes a pixel's channels from a dense vector whose padding channels are zero.</summary>
    protected void Scatter(ReadOnlySpan<float> channels, Span<float> output)
    {
        for (int block = 0; block < Output.Blocks; block++)
        {
            channels.Slice(block * BlockedLayout.Block, BlockedLayout.Block).CopyTo(output[(block * Output.PlaneStride)..]);
        }
    }

    /// <summary>Reads a pixel's channels into a dense vector.</summary>
    protected void Gather(ReadOnlySpan<float> input, Span<float> channels)
    {
        for (int block = 0; block < Input.Blocks; block++)
        {
            input.Slice(block * Input.PlaneStride, BlockedLayout.Block).CopyTo(channels[(block * BlockedLayout.Block)..]);
        }
    }
}
