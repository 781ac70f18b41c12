using MlNetTransfer.Kernels.Tiles;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>3x3 convolution of stride 1 by minimal filtering F(m x m, 3 x 3), a stretch of tiles at a time.</summary>
/// <remarks>
/// Y = A^T [ (G g G^T) . (B^T d B) ] A for each tile of m x m outputs; the products over input channels are one matrix product for each of the
/// (m + 2)^2 points, by the register tiles of <see cref="TileKernel"/>. Scratch: transformed inputs [point][channel block][tile][16], then products of a
/// panel [point][tile][2 vectors]. Error against double precision: see the room's README.
/// </remarks>
internal sealed class WinogradConvolution<TTransform> : LaneOperation
    where TTransform : struct, IWinogradTransform
{
    private readonly ConvolutionSpec _spec;
    private readonly WinogradGrid _grid;
    private readonly Panel[] _panels;
    private readonly WinogradInput<TTransform> _input;
    private readonly WinogradProducts _products;
    private readonly WinogradOutput<TTransform> _output;
    private readonly WinogradDivision _division;

    public WinogradConvolution(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        _spec = spec;
        _grid = new WinogradGrid(spec, TTransform.Outputs);
        var transformed = new WinogradWeights(spec, LaneCount, TTransform.Kernel, weights);
        _panels = transformed.Panels;
        _input = new WinogradInput<TTransform>(spec, _grid);
        _products = new WinogradProducts(spec, _grid, transformed);
        _output = new WinogradOutput<TTransform>(spec, _grid, bias);
        _division = new WinogradDivision(_grid.TileCount, _panels.Length, _grid.TileFloats * sizeof(float));
    }

    /// <inheritdoc/>
    public override int ScratchLength => _division.MaxTiles * (_grid.TileFloats + (_grid.Points * 2 * LaneCount));

    /// <inheritdoc/>
    public override OverwritableOperands Overwritable => _spec.Residual == _spec.Output ? OverwritableOperands.Second : OverwritableOperands.None;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _division.ItemCount(batch);

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
            for (int p = stretch.FirstPanel; p < stretch.EndPanel; p++)
            {
                _products.Run<TLanes>(buffers.Scratch, places, tiles, in _panels[p], products);
                _output.Run<TLanes>(in buffers, tiles, in _panels[p], products);
            }

            item += stretch.ItemCount;
        }
    }
}
