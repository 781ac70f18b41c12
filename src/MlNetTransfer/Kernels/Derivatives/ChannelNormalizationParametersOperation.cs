using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>dGamma = sum of dY (x - mean) / deviation, dBeta = sum of dY; see <see cref="ChannelNormalizationGradient.PrepareParameters"/>.</summary>
/// <remarks>Sum order: groups of rows in single precision, groups in double precision, picture by picture (<see cref="PixelSums"/>).</remarks>
internal sealed class ChannelNormalizationParametersOperation(BlockedLayout input, BlockedLayout gradient) : LaneOperation
{
    /// <inheritdoc/>
    public override int ItemCount(int batch) => input.Blocks;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int perPicture = ChannelNormalizationGradient.StatisticsLength(input);
        BufferChecks.Holds(buffers.Input, input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, gradient, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Third.Length, (long)buffers.Batch * perPicture, nameof(buffers.Third));
        BufferChecks.Holds(buffers.Output.Length, 2L * input.Channels, nameof(buffers.Output));
        Span<double> products = stackalloc double[BlockedLayout.Block];
        Span<double> sums = stackalloc double[BlockedLayout.Block];
        for (int block = first; block < end; block++)
        {
            products.Clear();
            sums.Clear();
            for (int picture = 0; picture < buffers.Batch; picture++)
            {
                Planes planes = new()
                {
                    Value = new BlockedPlane(buffers.Input, input, picture, block),
                    Gradient = new BlockedPlane(buffers.Second, gradient, picture, block),
                    Statistics = buffers.Third.Slice(picture * perPicture, perPicture),
                };
                AddPlane<TLanes>(in planes, products, sums);
            }

            PixelSums.Store(products, buffers.Output[..input.Channels], block);
            PixelSums.Store(sums, buffers.Output.Slice(input.Channels, input.Channels), block);
        }
    }

    private static void AddPlane<TLanes>(in Planes planes, Span<double> products, Span<double> sums)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> group = stackalloc float[2 * BlockedLayout.Block];
        BlockedLayout layout = planes.Value.Layout;
        int rows = PixelSums.GroupRows(layout);
        for (int y = 0; y < layout.Height; y += rows)
        {
            SumGroup<TLanes>(in planes, (y, Math.Min(layout.Height, y + rows)), group);
            PixelSums.AddTo(products, group[..BlockedLayout.Block]);
            PixelSums.AddTo(sums, group[BlockedLayout.Block..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumGroup<TLanes>(in Planes planes, (int First, int End) rows, Span<float> group)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float target = ref MemoryMarshal.GetReference(group);
        int width = planes.Value.Layout.Width;
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes sum = TLanes.Broadcast(0f);
            TLanes product = TLanes.Broadcast(0f);
            for (int y = rows.First; y < rows.End; y++)
            {
                ref readonly float value = ref planes.Value.Row(y);
                ref readonly float gradient = ref planes.Gradient.Row(y);
                ReadOnlySpan<float> statistics = planes.Statistics.Slice(2 * y * width, 2 * width);
                for (int x = 0; x < width; x++)
                {
                    int at = (x * BlockedLayout.Block) + lane;
                    TLanes dy = TLanes.Load(in gradient, at);
                    TLanes centred = TLanes.Subtract(TLanes.Load(in value, at), TLanes.Broadcast(statistics[2 * x]));
                    product = TLanes.MultiplyAdd(dy, TLanes.Multiply(centred, TLanes.Broadcast(statistics[(2 * x) + 1])), product);
                    sum = TLanes.Add(sum, dy);
                }
            }

            TLanes.Store(product, ref target, lane);
            TLanes.Store(sum, ref target, BlockedLayout.Block + lane);
        }
    }

    private ref struct Planes
    {
        public BlockedPlane Value;
        public BlockedPlane Gradient;
        public ReadOnlySpan<float> Statistics;
    }
}
