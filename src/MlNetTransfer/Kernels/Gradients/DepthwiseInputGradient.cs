using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Input gradient of a convolution of each channel by itself: any kernel size, stride, dilation and padding.</summary>
/// <remarks>Packed weights: [vector of channels][phase][tap][lane]. Items: picture, block of channels, stretch of tiles.</remarks>
internal sealed class DepthwiseInputGradient : LaneOperation, IWeightedOperation
{
    // About 3 microseconds of one core when dY lies in the second cache.
    private const int ItemProducts = 150_000;

    private readonly ConvolutionGradientSpec _spec;
    private readonly PhaseSweep _sweep;
    private readonly PhasePanel[] _parts;
    private readonly GradientWeights _weights;
    private readonly int _vectorWeights;
    private readonly int _tilesPerItem;
    private readonly int _itemsPerBlock;

    /// <summary>Packs the weights; see <see cref="ConvolutionGradient"/>.</summary>
    public DepthwiseInputGradient(ConvolutionGradientSpec spec, GradientMask? mask, ReadOnlySpan<float> weights)
    {
        _spec = spec;
        _sweep = new PhaseSweep(spec, mask, TileLimits.SingleVectorHalfTile(Width));
        _parts = new PhasePanel[_sweep.Grid.Phases.Length];
        List<int> runs = [];
        for (int i = 0; i < _parts.Length; i++)
        {
            (AxisPhase rows, AxisPhase columns) = _sweep.Grid.Phases[i];
            int taps = rows.Places.Length * columns.Places.Length;
            _parts[i] = new PhasePanel(runs.Count * LaneCount, runs.Count, taps, 1, 1);
            runs.AddRange(from y in rows.Places from x in columns.Places select (y * spec.Output.RowStride) + (x * BlockedLayout.Block));
        }

        int vectors = spec.InputGradient.Blocks * BlockedLayout.Block / LaneCount;
        _vectorWeights = runs.Count * LaneCount;
        AlignedBuffer packed = new(checked(vectors * _vectorWeights));
        AlignedBuffer bias = new(2 * F32x16.Count);
        packed.Span.Clear();
        bias.Span.Clear();
        _weights = new GradientWeights(packed, bias, [.. runs]);
        Pack(weights, [], 0, PackItemCount);
        long blockProducts = (long)spec.Output.Height * spec.Output.Width * spec.Shape.KernelHeight * spec.Shape.KernelWidth * BlockedLayout.Block;
        int tiles = _sweep.Grid.Tiles.Length;
        int parts = (int)Math.Clamp(blockProducts / ItemProducts, 1, tiles);
        _tilesPerItem = (tiles + parts - 1) / parts;
        _itemsPerBlock = (tiles + _tilesPerItem - 1) / _tilesPerItem;
    }

    /// <inheritdoc/>
    public int PackItemCount => _spec.InputGradient.Blocks;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _spec.InputGradient.Blocks * _itemsPerBlock);

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        int kernel = _spec.Shape.KernelHeight * _spec.Shape.KernelWidth;
        Span<float> packed = _weights.Packed.Span;
        for (int c = first * BlockedLayout.Block; c < Math.Min(end * BlockedLayout.Block, _spec.Shape.InputChannels); c++)
        {
            int to = (c / LaneCount * _vectorWeights) + (c % LaneCount);
            foreach ((AxisPhase rows, AxisPhase columns) in _sweep.Grid.Phases)
            {
                foreach (int y in rows.Taps)
                {
                    foreach (int x in columns.Taps)
                    {
                        packed[to] = weights[(c * kernel) + (y * _spec.Shape.KernelWidth) + x];
                        to += LaneCount;
                    }
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        _sweep.Check(in buffers);
        Span<PhasePanel> parts = stackalloc PhasePanel[_parts.Length];
        for (int item = first; item < end; item++)
        {
            int firstTile = item % _itemsPerBlock * _tilesPerItem;
            int block = item / _itemsPerBlock % _spec.InputGradient.Blocks;
            int picture = item / _itemsPerBlock / _spec.InputGradient.Blocks;
            WorkStretch stretch = new(picture, 0, 0, firstTile, Math.Min(firstTile + _tilesPerItem, _sweep.Grid.Tiles.Length), 1);
            for (int channel = block * BlockedLayout.Block; channel < (block + 1) * BlockedLayout.Block; channel += TLanes.Count)
            {
                int start = channel / TLanes.Count * _vectorWeights;
                for (int i = 0; i < parts.Length; i++)
                {
                    parts[i] = _parts[i] with { Weights = start + _parts[i].Weights };
                }

                GradientWeights weights = _weights with { InputOffset = (block * _spec.Output.PlaneStride) + (channel % BlockedLayout.Block) };
                Panel panel = new(channel, 1, 0, 0, 0, 0, 0);
                _sweep.Run<TLanes, ChannelRow<TLanes>>(in buffers, in stretch, in panel, parts, weights);
            }
        }
    }
}
