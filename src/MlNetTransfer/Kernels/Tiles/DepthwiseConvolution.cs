using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>A convolution of each channel by itself: any kernel size, stride, dilation and padding.</summary>
/// <remarks>Packed weights: [vector of channels][kernel row][kernel column][lane]. Items: picture, vector of channels, stretch of tiles.</remarks>
internal sealed class DepthwiseConvolution : LaneOperation, IWeightedOperation
{
    // About 3 microseconds of one core when the input lies in the second cache.
    private const int ItemProducts = 150_000;

    private readonly ConvolutionSpec _spec;
    private readonly TileSweep _sweep;
    private readonly int[] _taps;
    private readonly PackedWeights _packed;
    private readonly int _blockVectors;
    private readonly int _tilesPerItem;
    private readonly int _itemsPerBlock;

    /// <summary>Packs the weights; see <see cref="Convolution"/>.</summary>
    public DepthwiseConvolution(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _sweep = new TileSweep(spec, TileLimits.SingleVectorHalfTile(Width));
        _taps = DepthwiseWeights.Taps(spec.Shape, spec.Input);
        _blockVectors = BlockedLayout.Block / LaneCount;
        _packed = DepthwiseWeights.Pack(spec, LaneCount, weights, bias);
        long blockProducts = (long)spec.Output.Height * spec.Output.Width * _taps.Length * BlockedLayout.Block;
        int parts = (int)Math.Clamp(blockProducts / ItemProducts, 1, _sweep.TileCount);
        _tilesPerItem = (_sweep.TileCount + parts - 1) / parts;
        _itemsPerBlock = (_sweep.TileCount + _tilesPerItem - 1) / _tilesPerItem;
    }

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => _spec.Residual == _spec.Output ? OverwritableOperands.Second : OverwritableOperands.None;

    /// <inheritdoc/>
    public int PackItemCount => _spec.Output.Blocks;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        int endChannel = Math.Min(end * BlockedLayout.Block, _spec.Output.Channels);
        DepthwiseWeights.Pack(weights, _packed.Weights.Span, (LaneCount, _taps.Length), (first * BlockedLayout.Block, endChannel));
        if (first == 0)
        {
            TileBias.Set(_packed.Bias.Span, bias);
        }
    }

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _spec.Output.Blocks * _itemsPerBlock);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        _sweep.Check(in buffers);
        for (int item = first; item < end; item++)
        {
            int firstTile = item % _itemsPerBlock * _tilesPerItem;
            int block = item / _itemsPerBlock % _spec.Output.Blocks;
            int picture = item / _itemsPerBlock / _spec.Output.Blocks;
            WorkStretch stretch = new(picture, 0, 0, firstTile, Math.Min(firstTile + _tilesPerItem, _sweep.TileCount), 1);
            for (int v = 0; v < _blockVectors; v++)
            {
                RunVector<TLanes>(in buffers, in stretch, (block * _blockVectors) + v);
            }
        }
    }

    private void RunVector<TLanes>(in OperationBuffers buffers, in WorkStretch stretch, int vector)
        where TLanes : struct, ILanes<TLanes>
    {
        int channel = vector * TLanes.Count;
        int count = _taps.Length * TLanes.Count;
        Panel panel = new(channel, 1, vector * count, count, 0, _taps.Length, 1);
        int inputOffset = (channel / BlockedLayout.Block * _spec.Input.PlaneStride) + (channel % BlockedLayout.Block);
        PackedWeights packed = _packed with { InputOffset = inputOffset };
        TileCall call = new() { Runs = _taps, RunLength = 1, LastRunLength = 1 };
        _sweep.Run<TLanes, ChannelRow<TLanes>>(in buffers, ref call, in stretch, in panel, packed);
    }
}
