using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>3x3 convolution of stride 1 by minimal filtering F(m x m, 3 x 3).</summary>
/// <remarks>
/// Y = A^T [ (G g G^T) . (B^T d B) ] A for each tile of m x m outputs; the products over input channels are one matrix product for each of the
/// (m + 2)^2 points, by the register tiles of <see cref="TileKernel"/>. Scratch: transformed inputs [point][channel block][tile][16], then products of a
/// panel [point][tile][2 vectors]. What lies outside the picture counts as zero whatever the halo. Error against double precision: see the room's README.
/// </remarks>
internal sealed class WinogradConvolution<TTransform> : LaneOperation
    where TTransform : struct, IWinogradTransform
{
    private readonly ConvolutionSpec _spec;
    private readonly WinogradWeights _weights;
    private readonly AlignedBuffer _bias;
    private readonly AlignedBuffer _noBias = new(2 * F32x16.Count);
    private readonly StoredFunction _function;
    private readonly WinogradDivision _division;
    private readonly int _tilesX;
    private readonly bool _fetchAhead;

    public WinogradConvolution(ConvolutionSpec spec, ReadOnlySpan<float> weights, ReadOnlySpan<float> bias)
    {
        const int farWeights = 512 * 1024 / sizeof(float);
        _spec = spec;
        _weights = new WinogradWeights(spec, LaneCount, TTransform.Kernel, weights);
        _bias = new AlignedBuffer(spec.Output.Blocks * BlockedLayout.Block);
        _bias.Span.Clear();
        bias.CopyTo(_bias.Span);
        _noBias.Span.Clear();
        _function = new StoredFunction(spec.Activation, spec.Output.Channels);
        _tilesX = (spec.Output.Width + TTransform.Outputs - 1) / TTransform.Outputs;
        int tilesY = (spec.Output.Height + TTransform.Outputs - 1) / TTransform.Outputs;
        int bytesPerTile = Points * spec.Input.Blocks * BlockedLayout.Block * sizeof(float);
        _division = new WinogradDivision(_tilesX * tilesY, _weights.Panels.Length, bytesPerTile);
        _fetchAhead = _weights.Packed.Length > farWeights;
    }

    /// <inheritdoc/>
    public override int ScratchLength => Points * _division.MaxTiles * ((_spec.Input.Blocks * BlockedLayout.Block) + (2 * LaneCount));

    private static int Size => TTransform.Outputs + 2;

    private static int Points => Size * Size;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _division.ItemCount(batch);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Output, _spec.Output, buffers.Batch, nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        if (_spec.Residual is { } residual)
        {
            BufferChecks.Holds(buffers.Second, residual, buffers.Batch, nameof(buffers.Second));
        }

        for (int item = first; item < end;)
        {
            WorkStretch stretch = _division.Stretch(item, end, buffers.Batch);
            int tiles = stretch.EndTile - stretch.FirstTile;
            TransformInputs<TLanes>(in buffers, in stretch);
            for (int p = stretch.FirstPanel; p < stretch.EndPanel; p++)
            {
                Panel panel = _weights.Panels[p];
                if (panel.Vectors == 2)
                {
                    Multiply<TLanes, DoubleRow<TLanes>>(buffers.Scratch, tiles, in panel);
                }
                else
                {
                    Multiply<TLanes, SingleRow<TLanes>>(buffers.Scratch, tiles, in panel);
                }

                TransformOutputs<TLanes>(in buffers, in stretch, in panel);
            }

            item += stretch.ItemCount;
        }
    }

    private int InputFloats(int tiles) => Points * _spec.Input.Blocks * BlockedLayout.Block * tiles;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInputs<TLanes>(in OperationBuffers buffers, in WorkStretch stretch)
        where TLanes : struct, ILanes<TLanes>
    {
        BlockedLayout layout = _spec.Input;
        int tiles = stretch.EndTile - stretch.FirstTile;
        nint pointStep = (nint)layout.Blocks * tiles * BlockedLayout.Block;
        Span<float> edge = stackalloc float[Points * BlockedLayout.Block];
        for (int t = 0; t < tiles; t++)
        {
            int y = ((stretch.FirstTile + t) / _tilesX * TTransform.Outputs) - _spec.Shape.PadTop;
            int x = ((stretch.FirstTile + t) % _tilesX * TTransform.Outputs) - _spec.Shape.PadLeft;
            bool inside = y >= -layout.Halo && x >= -layout.Halo && y + Size <= layout.Height + layout.Halo && x + Size <= layout.Width + layout.Halo;
            for (int block = 0; block < layout.Blocks; block++)
            {
                ReadOnlySpan<float> plane = buffers.Input.Slice((stretch.Picture * layout.ImageStride) + (block * layout.PlaneStride), layout.PlaneStride);
                ref float target = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Scratch), ((nint)block * tiles * BlockedLayout.Block) + (t * BlockedLayout.Block));
                if (inside)
                {
                    Transform<TLanes>(in plane[layout.Offset(0, y, x)], layout.RowStride, ref target, pointStep);
                }
                else
                {
                    CopyWindow(plane, y, x, edge);
                    Transform<TLanes>(in edge[0], Size * BlockedLayout.Block, ref target, pointStep);
                }
            }
        }
    }

    /// <summary>Copies a window that reaches beyond the buffer; zeros lie there.</summary>
    private void CopyWindow(ReadOnlySpan<float> plane, int top, int left, Span<float> window)
    {
        BlockedLayout layout = _spec.Input;
        window.Clear();
        for (int y = Math.Max(0, -top); y < Math.Min(Size, layout.Height - top); y++)
        {
            int first = Math.Max(0, -left);
            int end = Math.Min(Size, layout.Width - left);
            if (end > first)
            {
                plane.Slice(layout.Offset(0, top + y, left + first), (end - first) * BlockedLayout.Block).CopyTo(window[(((y * Size) + first) * BlockedLayout.Block)..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Transform<TLanes>(ref readonly float source, nint rowStep, ref float target, nint pointStep)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> columns = stackalloc float[Points * TLanes.Count];
        ref float between = ref MemoryMarshal.GetReference(columns);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            for (int j = 0; j < Size; j++)
            {
                ref float column = ref Unsafe.Add(ref Unsafe.AsRef(in source), (j * BlockedLayout.Block) + lane);
                TTransform.Input<TLanes>(in column, rowStep, ref Unsafe.Add(ref between, j * TLanes.Count), Size * TLanes.Count);
            }

            for (int i = 0; i < Size; i++)
            {
                ref float row = ref Unsafe.Add(ref between, i * Size * TLanes.Count);
                TTransform.Input<TLanes>(in row, TLanes.Count, ref Unsafe.Add(ref target, (i * Size * pointStep) + lane), pointStep);
            }
        }
    }

    /// <summary>For each point: products [tile][2 vectors] = inputs [tile][channel] times weights [channel][2 vectors].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply<TLanes, TRow>(Span<float> scratch, int tiles, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, ITileRows<TLanes>
    {
        int blocks = _spec.Input.Blocks;
        Span<int> runs = stackalloc int[blocks];
        for (int block = 0; block < blocks; block++)
        {
            runs[block] = block * tiles * BlockedLayout.Block;
        }

        TileCall call = new()
        {
            Runs = runs,
            RunLength = BlockedLayout.Block,
            LastRunLength = _spec.Input.Channels - ((blocks - 1) * BlockedLayout.Block),
            InputStep = BlockedLayout.Block,
            OutputStep = 2 * TLanes.Count,
            VectorOutput = TLanes.Count,
            WeightsAheadStep = 2 * BlockedLayout.Block,
            WeightsAhead = _fetchAhead ? panel.WeightCount : 0,
            Low = float.NegativeInfinity,
            High = float.PositiveInfinity,
        };
        scoped TileOperands operands = default;
        operands.Bias = ref MemoryMarshal.GetReference(_noBias.Span);
        int perTile = (tiles + (2 * TLanes.HalfTile) - 1) / (2 * TLanes.HalfTile);
        for (int point = 0; point < Points; point++)
        {
            operands.Weights = ref _weights.Packed.Span[panel.Weights + (point * panel.WeightCount)];
            for (int part = 0; part < perTile; part++)
            {
                int first = tiles * part / perTile;
                int rows = (tiles * (part + 1) / perTile) - first;
                call.First = rows <= TLanes.HalfTile ? rows : (rows + 1) / 2;
                call.Second = rows - call.First;
                call.HalfInput = call.First * call.InputStep;
                call.HalfOutput = call.First * call.OutputStep;
                operands.Input = ref scratch[((point * blocks * tiles) + first) * BlockedLayout.Block];
                operands.Output = ref scratch[InputFloats(tiles) + (((point * tiles) + first) * 2 * TLanes.Count)];
                TileKernel.Run<TLanes, TRow, BlockStep>(in call, in operands);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformOutputs<TLanes>(in OperationBuffers buffers, in WorkStretch stretch, in Panel panel)
        where TLanes : struct, ILanes<TLanes>
    {
        int tiles = stretch.EndTile - stretch.FirstTile;
        nint pointStep = (nint)tiles * 2 * TLanes.Count;
        for (int v = 0; v < panel.Vectors; v++)
        {
            Panel vector = new(panel.Channel + (v * TLanes.Count), 1, 0, 0, 0, 0, 0);
            PanelPlaces places = new(_spec, vector, TLanes.Count, stretch.Picture);
            for (int t = 0; t < tiles; t++)
            {
                ref readonly float products = ref buffers.Scratch[InputFloats(tiles) + (t * 2 * TLanes.Count) + (v * TLanes.Count)];
                StoreTile<TLanes>(in buffers, in products, pointStep, new TilePlace(stretch.FirstTile + t, vector, places));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void StoreTile<TLanes>(in OperationBuffers buffers, ref readonly float products, nint pointStep, in TilePlace place)
        where TLanes : struct, ILanes<TLanes>
    {
        int outputs = TTransform.Outputs;
        Span<float> columns = stackalloc float[Points * TLanes.Count];
        Span<float> results = stackalloc float[outputs * TLanes.Count];
        ref float between = ref MemoryMarshal.GetReference(columns);
        for (int j = 0; j < Size; j++)
        {
            TTransform.Output<TLanes>(
                in Unsafe.Add(ref Unsafe.AsRef(in products), j * pointStep), Size * pointStep, ref Unsafe.Add(ref between, j * TLanes.Count), Size * TLanes.Count);
        }

        int y = place.Tile / _tilesX * outputs;
        int x = place.Tile % _tilesX * outputs;
        int rows = Math.Min(outputs, _spec.Output.Height - y);
        TileCall call = new() { First = Math.Min(outputs, _spec.Output.Width - x), OutputStep = BlockedLayout.Block };
        TLanes bias = TLanes.Load(in _bias.Span[place.Panel.Channel], 0);
        TLanes low = TLanes.Broadcast(_function.Low);
        TLanes high = TLanes.Broadcast(_function.High);
        ref float result = ref MemoryMarshal.GetReference(results);
        for (int i = 0; i < rows; i++)
        {
            TTransform.Output<TLanes>(in Unsafe.Add(ref between, i * Size * TLanes.Count), TLanes.Count, ref result, TLanes.Count);
            ref float output = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Output), place.Places.Output + _spec.Output.Offset(0, y + i, x));
            nint from = _spec.Residual is { } residual ? place.Places.Residual + residual.Offset(0, y + i, x) : -1;
            for (int pixel = 0; pixel < call.First; pixel++)
            {
                TLanes value = TLanes.Add(TLanes.Load(in result, pixel * TLanes.Count), bias);
                if (from >= 0)
                {
                    value = TLanes.Add(value, TLanes.Load(in MemoryMarshal.GetReference(buffers.Second), from + (pixel * BlockedLayout.Block)));
                }

                TLanes.Store(TLanes.Min(high, TLanes.Max(low, value)), ref output, pixel * BlockedLayout.Block);
            }

            _function.ApplyToTile<TLanes>(in call, ref output, place.Panel);
        }
    }

    /// <summary>A tile of one vector of output channels.</summary>
    private readonly record struct TilePlace(int Tile, Panel Panel, PanelPlaces Places);
}
