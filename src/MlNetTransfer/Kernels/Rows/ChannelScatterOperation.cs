namespace MlNetTransfer.Kernels.Rows;

/// <summary>Writes the input into some channels of the output; see <see cref="ChannelSelection.PrepareScatter"/>. Items: picture, output block.</summary>
internal sealed class ChannelScatterOperation(int firstChannel, BlockedLayout input, BlockedLayout output) : PreparedOperation
{
    private readonly int _firstBlock = firstChannel / BlockedLayout.Block;
    private readonly int _blockCount = ((firstChannel + input.Channels - 1) / BlockedLayout.Block) - (firstChannel / BlockedLayout.Block) + 1;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _blockCount);

    /// <inheritdoc/>
    public override void Run(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output, output, buffers.Batch, nameof(buffers.Output));
        for (int item = first; item < end; item++)
        {
            RunBlock(in buffers, item / _blockCount, _firstBlock + (item % _blockCount));
        }
    }

    private void RunBlock(in OperationBuffers buffers, int picture, int block)
    {
        int start = block * BlockedLayout.Block;
        int firstLane = Math.Max(0, firstChannel - start);
        int endLane = Math.Min(BlockedLayout.Block, firstChannel + input.Channels - start);
        bool last = firstChannel + input.Channels == output.Channels;
        for (int y = 0; y < output.Height; y++)
        {
            Span<float> row = buffers.Output.Slice((picture * output.ImageStride) + output.Offset(block, y, 0), output.Width * BlockedLayout.Block);
            for (int lane = firstLane; lane < endLane; lane++)
            {
                int channel = start + lane - firstChannel;
                int source = (picture * input.ImageStride) + input.Offset(channel / BlockedLayout.Block, y, 0) + (channel % BlockedLayout.Block);
                if (lane == 0 && endLane == BlockedLayout.Block && channel % BlockedLayout.Block == 0)
                {
                    buffers.Input.Slice(source, row.Length).CopyTo(row);
                    break;
                }

                for (int to = lane; to < row.Length; to += BlockedLayout.Block, source += BlockedLayout.Block)
                {
                    row[to] = buffers.Input[source];
                }
            }

            for (int x = 0; last && endLane < BlockedLayout.Block && x < row.Length; x += BlockedLayout.Block)
            {
                row.Slice(x + endLane, BlockedLayout.Block - endLane).Clear();
            }
        }
    }
}
