using System.Runtime.CompilerServices;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>Output channel i is input channel sources[i]; see <see cref="ChannelSelection.PrepareGather"/>.</summary>
internal sealed class ChannelGatherOperation(int[] sources, BlockedLayout input, BlockedLayout output) : RowOperation(output, 2)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        ReadOnlySpan<int> own = sources.AsSpan(band.Block * BlockedLayout.Block);
        own = own[..Math.Min(own.Length, BlockedLayout.Block)];
        bool whole = IsWholeBlock(own);
        Span<int> offsets = stackalloc int[own.Length];
        for (int c = 0; c < own.Length; c++)
        {
            offsets[c] = (own[c] / BlockedLayout.Block * input.PlaneStride) + (own[c] % BlockedLayout.Block);
        }

        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            if (whole)
            {
                RowOf(buffers.Input, input, band.Picture, (own[0] / BlockedLayout.Block, y)).CopyTo(row);
                continue;
            }

            LaneCopy.Run(buffers.Input[((band.Picture * input.ImageStride) + input.Offset(0, y, 0))..], offsets, row, 0);
            ClearPadding(row, band.Block);
        }
    }

    private static bool IsWholeBlock(ReadOnlySpan<int> own)
    {
        bool whole = own.Length == BlockedLayout.Block && own[0] % BlockedLayout.Block == 0;
        for (int c = 1; c < own.Length; c++)
        {
            whole &= own[c] == own[0] + c;
        }

        return whole;
    }
}
