using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Kernels.Rows;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>f((x - mean) scale + shift) with scale = gamma / sqrt(variance + epsilon); see <see cref="BatchNormalizationTraining.PrepareApply"/>.</summary>
internal sealed class BatchNormalizationOperation : RowOperation, IWeightedOperation
{
    private readonly BlockedLayout _input;
    private readonly Activation _activation;
    private readonly float[] _gamma;
    private readonly float[] _beta;

    public BatchNormalizationOperation(AffineChannels channels, BlockedLayout input, BlockedLayout output)
        : base(output, 2)
    {
        _input = input;
        _activation = channels.Activation;
        _gamma = new float[output.Channels];
        _beta = new float[output.Channels];
        Pack(channels.Scale.Span, channels.Shift.Span, 0, PackItemCount);
    }

    /// <inheritdoc/>
    public int PackItemCount => 1;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        if (first < end)
        {
            weights[.._gamma.Length].CopyTo(_gamma);
            _beta.AsSpan().Clear();
            bias[..Math.Min(bias.Length, _beta.Length)].CopyTo(_beta);
        }
    }

    /// <inheritdoc/>
    protected override void Check(in OperationBuffers buffers)
    {
        BufferChecks.Holds(buffers.Input, _input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second.Length, BatchNormalizationTraining.StateLength(Output.Channels), nameof(buffers.Second));
    }

    /// <inheritdoc/>
    protected override void RunRows<TLanes>(in OperationBuffers buffers, in RowBand band)
    {
        Span<float> centreScaleShift = stackalloc float[3 * BlockedLayout.Block];
        centreScaleShift.Clear();
        int channels = Output.Channels;
        int first = band.Block * BlockedLayout.Block;
        for (int lane = 0; lane < Math.Min(BlockedLayout.Block, channels - first); lane++)
        {
            int c = first + lane;
            centreScaleShift[lane] = buffers.Second[c];
            centreScaleShift[BlockedLayout.Block + lane] = _gamma[c] * buffers.Second[channels + c];
            centreScaleShift[(2 * BlockedLayout.Block) + lane] = _beta[c];
        }

        for (int y = band.FirstRow; y < band.EndRow; y++)
        {
            Span<float> row = OutputRow(in buffers, in band, y);
            RowArgs args = new()
            {
                Input = RowOf(buffers.Input, _input, band.Picture, (band.Block, y)),
                Second = centreScaleShift,
                Output = row,
                Activation = _activation,
            };
            FunctionDispatch.Run<CentredRowKernel, TLanes, RowArgs>(_activation.Kind, args);
            ClearPadding(row, band.Block);
        }
    }
}
