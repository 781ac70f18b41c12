using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Rows;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>dX = scale dY + slope (x - mean) + shift; see <see cref="BatchNormalizationTraining.PrepareInputGradient"/>.</summary>
/// <remarks>
/// With i = 1 / sqrt(variance + epsilon), n the number of pictures times pixels: scale = gamma i, slope = -scale i (sum of dY xhat) / n,
/// shift = -scale (sum of dY) / n.
/// </remarks>
internal sealed class BatchNormalizationGradientOperation : RowOperation, IWeightedOperation
{
    private readonly BlockedLayout _input;
    private readonly BlockedLayout _gradient;
    private readonly float[] _gamma;

    public BatchNormalizationGradientOperation(ReadOnlyMemory<float> gamma, BlockedLayout input, BlockedLayout gradient, BlockedLayout output)
        : base(output, 2)
    {
        _input = input;
        _gradient = gradient;
        _gamma = gamma.ToArray();
    }

    /// <inheritdoc/>
    public int PackItemCount => 1;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        if (first < end)
        {
            weights[.._gamma.Length].CopyTo(_gamma);
        }
    }

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, _gradient, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, _input, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Third.Length, BatchNormalizationTraining.StateLength(Output.Channels), nameof(buffers.Third));
    }

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        Span<float> factors = stackalloc float[4 * BlockedLayout.Block];
        Fill(factors, buffers.Third, band.Block, (double)buffers.Batch * Output.Height * Output.Width);
        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            ReadOnlySpan<float> gradient = RowOf(buffers.Input, _gradient, band.Picture, (band.Block, y));
            ReadOnlySpan<float> input = RowOf(buffers.Second, _input, band.Picture, (band.Block, y));
            Span<float> row = OutputRow(in buffers, in band, y);
            RunRow<TLanes>(gradient, input, factors, row);
            ClearPadding(row, band.Block);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRow<TLanes>(ReadOnlySpan<float> gradients, ReadOnlySpan<float> inputs, ReadOnlySpan<float> factors, Span<float> row)
        where TLanes : struct, ILanes<TLanes>
    {
        ref readonly float gradient = ref MemoryMarshal.GetReference(gradients);
        ref readonly float input = ref MemoryMarshal.GetReference(inputs);
        ref readonly float factor = ref MemoryMarshal.GetReference(factors);
        ref float output = ref MemoryMarshal.GetReference(row);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes mean = TLanes.Load(in factor, lane);
            TLanes scale = TLanes.Load(in factor, BlockedLayout.Block + lane);
            TLanes slope = TLanes.Load(in factor, (2 * BlockedLayout.Block) + lane);
            TLanes shift = TLanes.Load(in factor, (3 * BlockedLayout.Block) + lane);
            for (int i = lane; i < row.Length; i += BlockedLayout.Block)
            {
                TLanes rest = TLanes.MultiplyAdd(TLanes.Subtract(TLanes.Load(in input, i), mean), slope, shift);
                TLanes.Store(TLanes.MultiplyAdd(TLanes.Load(in gradient, i), scale, rest), ref output, i);
            }
        }
    }

    private void Fill(Span<float> factors, ReadOnlySpan<float> state, int block, double count)
    {
        factors.Clear();
        int channels = Output.Channels;
        int first = block * BlockedLayout.Block;
        for (int lane = 0; lane < Math.Min(BlockedLayout.Block, channels - first); lane++)
        {
            int c = first + lane;
            double inverse = state[channels + c];
            double scale = _gamma[c] * inverse;
            factors[lane] = state[c];
            factors[BlockedLayout.Block + lane] = (float)scale;
            factors[(2 * BlockedLayout.Block) + lane] = (float)(-scale * inverse * state[(3 * channels) + c] / count);
            factors[(3 * BlockedLayout.Block) + lane] = (float)(-scale * state[(4 * channels) + c] / count);
        }
    }
}
