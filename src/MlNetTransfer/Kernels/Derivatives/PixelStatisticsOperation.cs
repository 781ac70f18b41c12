using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Mean and 1 / sqrt(variance + epsilon) of the channels of each pixel. Items: rows of pictures.</summary>
/// <remarks>Sum order: 16 partial sums, one for each lane of a block, over the whole blocks; then those and the last channels in double precision, in order.</remarks>
internal sealed class PixelStatisticsOperation(BlockedLayout input, float epsilon) : LaneOperation
{
    private readonly int _wholeBlocks = input.Channels / BlockedLayout.Block;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * input.Height);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output.Length, (long)buffers.Batch * ChannelNormalizationGradient.StatisticsLength(input), nameof(buffers.Output));
        for (int item = first; item < end; item++)
        {
            (int picture, int y) = Math.DivRem(item, input.Height);
            Span<float> statistics = buffers.Output.Slice(2 * item * input.Width, 2 * input.Width);
            for (int x = 0; x < input.Width; x++)
            {
                ReadOnlySpan<float> pixel = buffers.Input[((picture * input.ImageStride) + input.Offset(0, y, x))..];
                double mean = Sum<TLanes>(pixel, 0f, squared: false) / input.Channels;
                float centre = (float)mean;
                double rest = mean - centre;
                double variance = (Sum<TLanes>(pixel, centre, squared: true) / input.Channels) - (rest * rest);
                statistics[2 * x] = centre;
                statistics[(2 * x) + 1] = (float)(1 / Math.Sqrt(variance + epsilon));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Sum<TLanes>(ReadOnlySpan<float> pixel, float centre, bool squared)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> partial = stackalloc float[BlockedLayout.Block];
        ref float target = ref MemoryMarshal.GetReference(partial);
        ref readonly float source = ref MemoryMarshal.GetReference(pixel);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes sum = TLanes.Broadcast(0f);
            for (int block = 0; block < _wholeBlocks; block++)
            {
                TLanes value = TLanes.Subtract(TLanes.Load(in source, ((nint)block * input.PlaneStride) + lane), TLanes.Broadcast(centre));
                sum = squared ? TLanes.MultiplyAdd(value, value, sum) : TLanes.Add(sum, value);
            }

            TLanes.Store(sum, ref target, lane);
        }

        double total = 0;
        foreach (float lane in partial)
        {
            total += lane;
        }

        for (int lane = 0; lane < input.Channels % BlockedLayout.Block; lane++)
        {
            double value = pixel[(_wholeBlocks * input.PlaneStride) + lane] - centre;
            total += squared ? value * value : value;
        }

        return total;
    }
}
