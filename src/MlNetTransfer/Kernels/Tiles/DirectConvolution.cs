using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>A convolution by register tiles straight from the blocked layout: any kernel, stride, dilation, padding and grouping.</summary>
/// <remarks>
/// Items are cut by panel group, picture and stretch of tiles; see <see cref="WorkDivision"/>. Neighbouring items of one call are merged into longer
/// stretches, which changes how often weights are read but no sum.
/// </remarks>
internal sealed class DirectConvolution : LaneOperation, IWeightedOperation
{
    private readonly ConvolutionSpec _spec;
    private readonly ConvolutionPanels _panels;
    private readonly TileSweep _sweep;
    private readonly WorkDivision _division;

    /// <summary>Packs the weights; see <see cref="Convolution"/>.</summary>
    public DirectConvolution(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _panels = new ConvolutionPanels(spec, LaneCount, weights, bias);
        _sweep = new TileSweep(spec, TileLimits.HalfTile(Width));
        _division = WorkDivision.Of(spec.Shape, _panels.Panels.Length, _panels.Weights.Length, _sweep.TileCount);
    }

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => _spec.Residual == _spec.Output ? OverwritableOperands.Second : OverwritableOperands.None;

    /// <inheritdoc/>
    public int PackItemCount => _panels.Panels.Length;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end) => _panels.Pack(weights, bias, first, end);

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _division.ItemCount(batch);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        _sweep.Check(in buffers);
        for (int item = first; item < end;)
        {
            WorkStretch stretch = _division.Stretch(item, end, buffers.Batch);
            for (int p = stretch.FirstPanel; p < stretch.EndPanel; p++)
            {
                RunPanel<TLanes>(in buffers, in stretch, in _panels.Panels[p]);
            }

            item += stretch.ItemCount;
        }
    }

    private void RunPanel<TLanes>(in OperationBuffers buffers, in WorkStretch stretch, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
    {
        PackedWeights packed = new(_panels.Weights, _panels.Bias);
        TileCall call = new()
        {
            Runs = _panels.Runs.AsSpan(panel.Runs, panel.RunCount),
            RunLength = _panels.RunLength,
            LastRunLength = panel.LastRunLength,
            WeightsAhead = _division.WeightsAhead(panel.WeightCount),
        };
        if (panel.Vectors == 2)
        {
            _sweep.Run<TLanes, DoubleRow<TLanes>>(in buffers, ref call, in stretch, in panel, packed);
        }
        else
        {
            _sweep.Run<TLanes, SingleRow<TLanes>>(in buffers, ref call, in stretch, in panel, packed);
        }
    }
}
