using System.Runtime.CompilerServices;

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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunBlock(in OperationBuffers buffers, int picture, int block)
    {
        int start = block * BlockedLayout.Block;
        int firstLane = Math.Max(0, firstChannel - start);
        int endLane = Math.Min(BlockedLayout.Block, firstChannel + input.Channels - start);
        bool last = firstChannel + input.Channels == output.Channels;
        Span<int> offsets = stackalloc int[endLane - firstLane];
        for (int lane = firstLane; lane < endLane; lane++)
        {
            int from = start + lane - firstChannel;
            offsets[lane - firstLane] = (from / BlockedLayout.Block * input.PlaneStride) + (from % BlockedLayout.Block);
        }

        for (int y = 0; y < output.Height; y++)
        {
            Span<float> row = buffers.Output.Slice((picture * output.ImageStride) + output.Offset(block, y, 0), output.Width * BlockedLayout.Block);
            int channel = start + firstLane - firstChannel;
            ReadOnlySpan<float> source = buffers.Input[((picture * input.ImageStride) + input.Offset(0, y, 0))..];
            if (offsets.Length == BlockedLayout.Block && channel % BlockedLayout.Block == 0)
            {
                source.Slice(offsets[0], row.Length).CopyTo(row);
            }
            else
            {
                LaneCopy.Run(source, offsets, row, firstLane);
            }

            for (int x = 0; last && endLane < BlockedLayout.Block && x < row.Length; x += BlockedLayout.Block)
            {
                row.Slice(x + endLane, BlockedLayout.Block - endLane).Clear();
            }
        }
    }
}
