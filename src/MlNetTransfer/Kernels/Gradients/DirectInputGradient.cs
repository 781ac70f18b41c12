using MlNetTransfer.Kernels.Tiles;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Input gradient by register tiles straight from the blocked dY: any kernel, stride, dilation, padding and grouping.</summary>
/// <remarks>
/// dX[c, i] = (sum over o, k of dY[o, (i + pad - k dilation) / stride] w[o, c, k] + addend[c, i]) * mask. Strides divide dX into phases (see <see cref="AxisPhase"/>),
/// each a convolution of stride 1 that writes every stride-th pixel. Items: group of panels, picture, stretch of tiles. Sum order: blocks of o, taps, o ascending.
/// </remarks>
internal sealed class DirectInputGradient : LaneOperation, IWeightedOperation
{
    private readonly InputGradientPanels _panels;
    private readonly PhaseSweep _sweep;
    private readonly WorkDivision _division;

    /// <summary>Packs the weights; see <see cref="ConvolutionGradient"/>.</summary>
    public DirectInputGradient(ConvolutionGradientSpec spec, GradientMask? mask, ReadOnlySpan<float> weights)
    {
        _sweep = new PhaseSweep(spec, mask, TileLimits.HalfTile(Width));
        _panels = new InputGradientPanels(spec, _sweep.Grid.Phases, LaneCount, weights);
        _division = WorkDivision.Of(spec.Shape, _panels.Panels.Length, _panels.Weights.Packed.Length, _sweep.Grid.Tiles.Length);
    }

    /// <inheritdoc/>
    public int PackItemCount => _panels.Panels.Length;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end) => _panels.Pack(weights, first, end);

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _division.ItemCount(batch);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        _sweep.Check(in buffers);
        int phases = _sweep.Grid.Phases.Length;
        for (int item = first; item < end;)
        {
            WorkStretch stretch = _division.Stretch(item, end, buffers.Batch);
            for (int p = stretch.FirstPanel; p < stretch.EndPanel; p++)
            {
                ref readonly Panel panel = ref _panels.Panels[p];
                ReadOnlySpan<PhasePanel> parts = _panels.Parts.AsSpan(p * phases, phases);
                GradientWeights weights = _panels.Weights with { Ahead = _division.WeightsAhead(panel.WeightCount) };
                if (panel.Vectors == 2)
                {
                    _sweep.Run<TLanes, DoubleRow<TLanes>>(in buffers, in stretch, in panel, parts, weights);
                }
                else
                {
                    _sweep.Run<TLanes, SingleRow<TLanes>>(in buffers, in stretch, in panel, parts, weights);
                }
            }

            item += stretch.ItemCount;
        }
    }
}
