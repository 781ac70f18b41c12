using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Rows;

/// <summary>Mean or largest value of each channel; see <see cref="Pooling"/>.</summary>
/// <remarks>Sum order: each row left to right, then the rows' sums from top to bottom, then one product.</remarks>
internal sealed class GlobalPoolOperation(BlockedLayout input, BlockedLayout output, bool isMax) : RowOperation(output, input.Height * input.Width)
{
    // Rows summed side by side: an addition waits for the one before it.
    private const int Together = 4;

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers) => BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        Span<float> row = OutputRow(in buffers, in band, 0);
        int start = (band.Picture * input.ImageStride) + input.Offset(band.Block, 0, 0);
        ref readonly float plane = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), start);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes value = isMax ? Largest<TLanes>(in plane, lane) : Mean<TLanes>(in plane, lane);
            TLanes.Store(value, ref MemoryMarshal.GetReference(row), lane);
        }

        ClearPadding(row, band.Block);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TLanes Mean<TLanes>(ref readonly float plane, int lane)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes total = TLanes.Broadcast(0f);
        int done = 0;
        for (; done + Together <= input.Height; done += Together)
        {
            TLanes sum0 = TLanes.Broadcast(0f);
            TLanes sum1 = sum0;
            TLanes sum2 = sum0;
            TLanes sum3 = sum0;
            nint at = ((nint)done * input.RowStride) + lane;
            for (int x = 0; x < input.Width; x++, at += BlockedLayout.Block)
            {
                sum0 = TLanes.Add(sum0, TLanes.Load(in plane, at));
                sum1 = TLanes.Add(sum1, TLanes.Load(in plane, at + input.RowStride));
                sum2 = TLanes.Add(sum2, TLanes.Load(in plane, at + (2 * input.RowStride)));
                sum3 = TLanes.Add(sum3, TLanes.Load(in plane, at + (3 * input.RowStride)));
            }

            total = TLanes.Add(TLanes.Add(TLanes.Add(TLanes.Add(total, sum0), sum1), sum2), sum3);
        }

        for (int y = done; y < input.Height; y++)
        {
            TLanes sum = TLanes.Broadcast(0f);
            nint at = ((nint)y * input.RowStride) + lane;
            for (int x = 0; x < input.Width; x++, at += BlockedLayout.Block)
            {
                sum = TLanes.Add(sum, TLanes.Load(in plane, at));
            }

            total = TLanes.Add(total, sum);
        }

        return TLanes.Multiply(total, TLanes.Broadcast(1f / (input.Height * input.Width)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TLanes Largest<TLanes>(ref readonly float plane, int lane)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes largest = TLanes.Broadcast(float.NegativeInfinity);
        for (int y = 0; y < input.Height; y++)
        {
            nint at = ((nint)y * input.RowStride) + lane;
            for (int x = 0; x < input.Width; x++, at += BlockedLayout.Block)
            {
                largest = TLanes.Max(largest, TLanes.Load(in plane, at));
            }
        }

        return largest;
    }
}
