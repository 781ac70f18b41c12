using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Every pixel takes dY / (H W); see <see cref="PoolingGradient.PrepareGlobalAverage"/>.</summary>
internal sealed class GlobalAverageGradientOperation(BlockedLayout gradient, BlockedLayout output) : RowOperation(output, 1)
{
    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, gradient, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        ref readonly float own = ref MemoryMarshal.GetReference(RowOf(buffers.Input, gradient, band.Picture, (band.Block, 0)));
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            ref float output = ref MemoryMarshal.GetReference(row);
            for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
            {
                TLanes share = TLanes.Multiply(TLanes.Load(in own, lane), TLanes.Broadcast(1f / (Output.Height * Output.Width)));
                for (int at = lane; at < row.Length; at += BlockedLayout.Block)
                {
                    TLanes.Store(share, ref output, at);
                }
            }
        }
    }
}
