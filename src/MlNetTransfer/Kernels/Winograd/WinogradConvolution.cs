using MlNetTransfer.Kernels.Gradients;
using MlNetTransfer.Kernels.Tiles;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>3x3 convolution of stride 1 by minimal filtering F(m x m, 3 x 3), a stretch of tiles at a time.</summary>
/// <remarks>
/// Y = A^T [ (G g G^T) . (B^T d B) ] A for each tile of m x m outputs; the products over input channels are one matrix product for each of the
/// (m + 2)^2 points, by the register tiles of <see cref="TileKernel"/>. Scratch: transformed inputs [point][channel block][tile][16], then products of a
/// panel [point][tile][2 vectors]. Error against double precision: see the room's README.
/// </remarks>
internal sealed class WinogradConvolution<TTransform> : LaneOperation, IWeightedOperation
    where TTransform : struct, IWinogradTransform
{
    // Transformed weights beyond this come from the shared cache or from memory.
    private const int FarWeights = 512 * 1024 / sizeof(float);

    private readonly ConvolutionSpec _spec;
    private readonly WinogradGrid _grid;
    private readonly WeightOrder _order;
    private readonly WinogradWeights<TTransform> _weights;
    private readonly WinogradInput<TTransform> _input;
    private readonly WinogradProducts _products;
    private readonly WinogradOutput<TTransform> _output;
    private readonly WinogradDivision _division;

    /// <summary>Transforms and packs the weights.</summary>
    /// <param name="spec">The convolution that is computed.</param>
    /// <param name="order">Order of the given weights.</param>
    /// <param name="weights">[O, I, 3, 3] of the forward convolution.</param>
    /// <param name="bias">[O], or empty.</param>
    /// <param name="mask">Applied to the result last; null for none.</param>
    public WinogradConvolution(ConvolutionSpec spec, WeightOrder order, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, GradientMask? mask = null)
    {
        _spec = spec;
        _order = order;
        _grid = new WinogradGrid(spec, TTransform.Outputs);
        _weights = new WinogradWeights<TTransform>(spec, Width, order, weights);
        _input = new WinogradInput<TTransform>(spec, _grid);
        _products = new WinogradProducts(spec, _grid);
        _output = new WinogradOutput<TTransform>(spec, _grid, bias) { Mask = mask };
        _division = new WinogradDivision(_grid.TileCount, _weights.Panels.Length, _grid.TileFloats * sizeof(float));
    }

    /// <inheritdoc/>
    public int PackItemCount => _weights.PackItemCount;

    /// <inheritdoc/>
    public override int ScratchLength => _division.MaxTiles * (_grid.TileFloats + (_grid.Points * 2 * LaneCount));

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => _spec.Residual == _spec.Output ? OverwritableOperands.Second : OverwritableOperands.None;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _division.ItemCount(batch);

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        _weights.Pack(weights, first, end);
        if (first == 0)
        {
            _output.SetBias(_order == WeightOrder.Forward ? bias : []);
        }
    }

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        _output.Check(in buffers);
        for (int item = first; item < end;)
        {
            WorkStretch stretch = _division.Stretch(item, end, buffers.Batch);
            int firstTile = (stretch.Picture * _grid.TileCount) + stretch.FirstTile;
            (int First, int End) tiles = (firstTile, firstTile + stretch.EndTile - stretch.FirstTile);
            TransformedInputs places = new(firstTile, tiles.End - tiles.First, _spec.Input.Blocks);
            Span<float> products = buffers.Scratch[(_grid.TileFloats * places.Tiles)..];
            _input.Run<TLanes>(buffers.Input, tiles, (0, places.Blocks), buffers.Scratch, places);
            WinogradProductCall call = new()
            {
                Inputs = buffers.Scratch,
                Places = places,
                Tiles = tiles,
                FetchesWeights = _weights.Packed.Length > FarWeights,
                Products = products,
            };
            for (int p = stretch.FirstPanel; p < stretch.EndPanel; p++)
            {
                Panel panel = _weights.Panels[p];
                call.Weights = _weights.Packed.Slice(panel.Weights, _grid.Points * panel.WeightCount);
                call.WeightStep = panel.WeightCount;
                call.Vectors = panel.Vectors;
                _products.Run<TLanes>(in call);
                _output.Run<TLanes>(in buffers, tiles, in panel, products);
            }

            item += stretch.ItemCount;
        }
    }
}
