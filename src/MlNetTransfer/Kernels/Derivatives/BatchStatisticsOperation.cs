using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>Mean and variance of each channel over pictures and pixels; see <see cref="BatchNormalizationTraining.PrepareStatistics"/>. Items: channel blocks.</summary>
/// <remarks>
/// Each group of rows (<see cref="PixelSums.GroupPixels"/>) is read twice while it lies in cache: for its mean, then for its squares around that mean.
/// Groups join in double precision by the update of Chan, Golub and LeVeque 1979, so that nothing cancels however far the mean lies from zero.
/// </remarks>
internal sealed class BatchStatisticsOperation(BlockedLayout input, double epsilon) : LaneOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => input.Blocks;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output.Length, BatchNormalizationTraining.StateLength(input.Channels), nameof(buffers.Output));
        Moments moments = new() { Mean = stackalloc double[BlockedLayout.Block], Squares = stackalloc double[BlockedLayout.Block] };
        for (int block = first; block < end; block++)
        {
            moments.Count = 0;
            moments.Mean.Clear();
            moments.Squares.Clear();
            for (int picture = 0; picture < buffers.Batch; picture++)
            {
                AddPlane<TLanes>(new BlockedPlane(buffers.Input, input, picture, block), ref moments);
            }

            Store(in moments, buffers.Output, block);
        }
    }

    private static void AddPlane<TLanes>(BlockedPlane plane, ref Moments moments)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> centre = stackalloc float[BlockedLayout.Block];
        Span<float> around = stackalloc float[2 * BlockedLayout.Block];
        int rows = PixelSums.GroupRows(plane.Layout);
        for (int y = 0; y < plane.Layout.Height; y += rows)
        {
            int endRow = Math.Min(plane.Layout.Height, y + rows);
            int count = (endRow - y) * plane.Layout.Width;
            PixelSums.SumGroup<TLanes>(in plane, y, endRow, centre);
            foreach (ref float value in centre)
            {
                value /= count;
            }

            SumAround<TLanes>(in plane, (y, endRow), centre, around);
            moments.Join(count, centre, around);
        }
    }

    /// <summary>Sums of x - centre and of its square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumAround<TLanes>(ref readonly BlockedPlane plane, (int First, int End) rows, ReadOnlySpan<float> centres, Span<float> around)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float target = ref MemoryMarshal.GetReference(around);
        int length = plane.Layout.Width * BlockedLayout.Block;
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes centre = TLanes.Load(in MemoryMarshal.GetReference(centres), lane);
            TLanes sum = TLanes.Broadcast(0f);
            TLanes even = TLanes.Broadcast(0f);
            TLanes odd = TLanes.Broadcast(0f);
            for (int y = rows.First; y < rows.End; y++)
            {
                ref readonly float row = ref plane.Row(y);
                int at = lane;
                for (; at + BlockedLayout.Block < length; at += 2 * BlockedLayout.Block)
                {
                    TLanes a = TLanes.Subtract(TLanes.Load(in row, at), centre);
                    TLanes b = TLanes.Subtract(TLanes.Load(in row, at + BlockedLayout.Block), centre);
                    sum = TLanes.Add(sum, TLanes.Add(a, b));
                    even = TLanes.MultiplyAdd(a, a, even);
                    odd = TLanes.MultiplyAdd(b, b, odd);
                }

                if (at < length)
                {
                    TLanes a = TLanes.Subtract(TLanes.Load(in row, at), centre);
                    sum = TLanes.Add(sum, a);
                    even = TLanes.MultiplyAdd(a, a, even);
                }
            }

            TLanes.Store(sum, ref target, lane);
            TLanes.Store(TLanes.Add(even, odd), ref target, BlockedLayout.Block + lane);
        }
    }

    private void Store(in Moments moments, Span<float> state, int block)
    {
        int channels = input.Channels;
        for (int lane = 0; lane < BlockedLayout.Block; lane++)
        {
            int c = (block * BlockedLayout.Block) + lane;
            if (c < channels)
            {
                state[c] = (float)moments.Mean[lane];
                state[channels + c] = (float)(1 / Math.Sqrt((moments.Squares[lane] / moments.Count) + epsilon));
                state[(2 * channels) + c] = (float)(moments.Squares[lane] / Math.Max(1, moments.Count - 1));
            }
        }
    }

    private ref struct Moments
    {
        public double Count;
        public Span<double> Mean;
        public Span<double> Squares;

        public void Join(int count, scoped ReadOnlySpan<float> centre, scoped ReadOnlySpan<float> around)
        {
            double total = Count + count;
            double share = count / total;
            double weight = Count * share;
            double each = 1.0 / count;
            for (int c = 0; c < BlockedLayout.Block; c++)
            {
                double rest = around[c];
                double delta = centre[c] + (rest * each) - Mean[c];
                Mean[c] += delta * share;
                Squares[c] += around[BlockedLayout.Block + c] - (rest * rest * each) + (delta * delta * weight);
            }

            Count = total;
        }
    }
}
