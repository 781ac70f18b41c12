using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Gradients;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Weight and bias gradients of a 3x3 convolution of stride 1 by minimal filtering F(m x m, 3 x 3).</summary>
/// <remarks>
/// dW = G^T [ sum over tiles of (A dY A^T) . (B^T x B) ] G, the transpose of the forward algorithm; for each of the (m + 2)^2 points the sum over tiles is one
/// sum of outer products. Items: two blocks of output channels, two of input channels; each sums all pictures, stretch of tiles after stretch.
/// Scratch: sums [point][input][output], transformed x [point][block][tile][16], transformed dY likewise. Sum order: tiles of all pictures ascending.
/// </remarks>
internal sealed class WinogradWeightGradient<TTransform> : LaneOperation
    where TTransform : struct, IWinogradTransform
{
    // Blocks of an item on each side: sums of 147 KB, which stay in the second cache beside the transformed tiles.
    private const int ItemBlocks = 2;

    private const int ItemChannels = ItemBlocks * BlockedLayout.Block;

    // Tiles of a stretch: sums leave the registers once for so many products.
    private const int StretchTiles = 56;

    private const int Taps = 9;

    private readonly ConvolutionGradientSpec _spec;
    private readonly int _tilesX;
    private readonly int _tiles;
    private readonly int _inputParts;

    /// <summary>Fixes every choice; see <see cref="ConvolutionGradient"/>.</summary>
    public WinogradWeightGradient(ConvolutionGradientSpec spec)
    {
        _spec = spec;
        _tilesX = (spec.Output.Width + TTransform.Outputs - 1) / TTransform.Outputs;
        _tiles = _tilesX * ((spec.Output.Height + TTransform.Outputs - 1) / TTransform.Outputs);
        _inputParts = (spec.Input.Blocks + ItemBlocks - 1) / ItemBlocks;
    }

    /// <inheritdoc/>
    public override int ScratchLength => SumFloats + (2 * SideFloats) + ItemChannels;

    private static int Size => TTransform.Outputs + 2;

    private static int Points => Size * Size;

    private static int SumFloats => Points * ItemChannels * ItemChannels;

    private static int SideFloats => Points * ItemChannels * StretchTiles;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => (_spec.Output.Blocks + ItemBlocks - 1) / ItemBlocks * _inputParts;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int outputs = _spec.Shape.OutputChannels;
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, _spec.Output, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, ((long)outputs * _spec.Shape.InputChannels * Taps) + outputs, nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        int tiles = buffers.Batch * _tiles;
        int stretches = (tiles + StretchTiles - 1) / StretchTiles;
        for (int index = first; index < end; index++)
        {
            int output = index / _inputParts * ItemBlocks;
            int input = index % _inputParts * ItemBlocks;
            Item item = new(output, Math.Min(ItemBlocks, _spec.Output.Blocks - output), input, Math.Min(ItemBlocks, _spec.Input.Blocks - input));
            for (int s = 0; s < stretches; s++)
            {
                int start = (int)((long)tiles * s / stretches);
                AddStretch<TLanes>(in buffers, in item, new Stretch(start, (int)((long)tiles * (s + 1) / stretches) - start));
            }

            Finish<TLanes>(in buffers, in item);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddStretch<TLanes>(in OperationBuffers buffers, in Item item, Stretch tiles)
        where TLanes : struct, ILanes<TLanes>
    {
        TransformInputs<TLanes>(in buffers, in item, tiles);
        TransformGradients<TLanes>(in buffers, in item, tiles);
        ref float sums = ref MemoryMarshal.GetReference(buffers.Scratch);
        ref float inputs = ref Unsafe.Add(ref sums, SumFloats);
        ref float gradients = ref Unsafe.Add(ref inputs, SideFloats);
        nint block = (nint)tiles.Count * BlockedLayout.Block;
        int channels = Math.Min(item.InputBlocks * BlockedLayout.Block, _spec.Shape.InputChannels - (item.Input * BlockedLayout.Block));
        OuterProduct product = new()
        {
            Width = tiles.Count,
            Height = 1,
            RowStep = BlockedLayout.Block,
            VectorStep = BlockedLayout.Block,
            SecondVector = TLanes.Count == BlockedLayout.Block ? block : TLanes.Count,
            SumStep = ItemChannels,
            IsFirst = tiles.First == 0,
        };
        int tileRows = OuterProduct.TileRows<TLanes>();
        for (int point = 0; point < Points; point++)
        {
            for (int o = 0; o < item.OutputBlocks * BlockedLayout.Block; o += 2 * TLanes.Count)
            {
                product.VectorCount = Math.Min(2, ((item.OutputBlocks * BlockedLayout.Block) - o) / TLanes.Count);
                product.Vectors = ref Unsafe.Add(ref gradients, (((point * item.OutputBlocks) + (o / BlockedLayout.Block)) * block) + (o % BlockedLayout.Block));
                for (int c = 0; c < channels; c += tileRows)
                {
                    product.RowCount = Math.Min(tileRows, channels - c);
                    product.Rows = ref Unsafe.Add(ref inputs, (((point * item.InputBlocks) + (c / BlockedLayout.Block)) * block) + (c % BlockedLayout.Block));
                    product.Sums = ref Unsafe.Add(ref sums, (((point * ItemChannels) + c) * ItemChannels) + o);
                    product.Run<TLanes>();
                }
            }
        }
    }

    /// <summary>B^T x B of the stretch's tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformInputs<TLanes>(in OperationBuffers buffers, in Item item, Stretch tiles)
        where TLanes : struct, ILanes<TLanes>
    {
        BlockedLayout layout = _spec.Input;
        Span<float> edge = stackalloc float[Points * BlockedLayout.Block];
        nint pointStep = (nint)item.InputBlocks * tiles.Count * BlockedLayout.Block;
        for (int t = 0; t < tiles.Count; t++)
        {
            (int picture, int y, int x) = Place(tiles.First + t);
            (int Y, int X) at = (y - _spec.Shape.PadTop, x - _spec.Shape.PadLeft);
            bool stored = WinogradWindow.IsStored(layout, at, Size);
            for (int block = 0; block < item.InputBlocks; block++)
            {
                ReadOnlySpan<float> plane = buffers.Input.Slice((picture * layout.ImageStride) + ((item.Input + block) * layout.PlaneStride), layout.PlaneStride);
                ref float target = ref buffers.Scratch[SumFloats + (((block * tiles.Count) + t) * BlockedLayout.Block)];
                if (stored)
                {
                    WinogradInput<TTransform>.Transform<TLanes>(in plane[layout.Offset(0, at.Y, at.X)], layout.RowStride, ref target, pointStep);
                    continue;
                }

                WinogradWindow.Copy(layout, plane, at, Size, edge);
                WinogradInput<TTransform>.Transform<TLanes>(in edge[0], Size * BlockedLayout.Block, ref target, pointStep);
            }
        }
    }

    /// <summary>A dY A^T of the stretch's tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TransformGradients<TLanes>(in OperationBuffers buffers, in Item item, Stretch tiles)
        where TLanes : struct, ILanes<TLanes>
    {
        BlockedLayout layout = _spec.Output;
        int outputs = TTransform.Outputs;
        Span<float> edge = stackalloc float[outputs * outputs * BlockedLayout.Block];
        nint pointStep = (nint)item.OutputBlocks * tiles.Count * BlockedLayout.Block;
        for (int t = 0; t < tiles.Count; t++)
        {
            (int picture, int y, int x) = Place(tiles.First + t);
            bool inside = y + outputs <= layout.Height && x + outputs <= layout.Width;
            for (int block = 0; block < item.OutputBlocks; block++)
            {
                ReadOnlySpan<float> plane = buffers.Second.Slice((picture * layout.ImageStride) + ((item.Output + block) * layout.PlaneStride), layout.PlaneStride);
                ref float target = ref buffers.Scratch[SumFloats + SideFloats + (((block * tiles.Count) + t) * BlockedLayout.Block)];
                if (inside)
                {
                    TransformGradient<TLanes>(in plane[layout.Offset(0, y, x)], layout.RowStride, ref target, pointStep);
                    continue;
                }

                WinogradWindow.Copy(layout, plane, (y, x), outputs, edge);
                TransformGradient<TLanes>(in edge[0], outputs * BlockedLayout.Block, ref target, pointStep);
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TransformGradient<TLanes>(ref readonly float source, nint rowStep, ref float target, nint pointStep)
        where TLanes : struct, ILanes<TLanes>
    {
        int outputs = TTransform.Outputs;
        Span<float> columns = stackalloc float[Size * outputs * TLanes.Count];
        ref float between = ref MemoryMarshal.GetReference(columns);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            for (int j = 0; j < outputs; j++)
            {
                ref float column = ref Unsafe.Add(ref Unsafe.AsRef(in source), (j * BlockedLayout.Block) + lane);
                TTransform.OutputGradient<TLanes>(in column, rowStep, ref Unsafe.Add(ref between, j * TLanes.Count), outputs * TLanes.Count);
            }

            for (int i = 0; i < Size; i++)
            {
                ref float row = ref Unsafe.Add(ref between, i * outputs * TLanes.Count);
                TTransform.OutputGradient<TLanes>(in row, TLanes.Count, ref Unsafe.Add(ref target, (i * Size * pointStep) + lane), pointStep);
            }
        }
    }

    /// <summary>G^T sums G of an item, added to the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Finish<TLanes>(in OperationBuffers buffers, in Item item)
        where TLanes : struct, ILanes<TLanes>
    {
        ConvolutionShape shape = _spec.Shape;
        int firstInput = item.Input * BlockedLayout.Block;
        int firstOutput = item.Output * BlockedLayout.Block;
        int channels = Math.Min(ItemChannels, shape.InputChannels - firstInput);
        int outputs = Math.Min(ItemChannels, shape.OutputChannels - firstOutput);
        Span<float> kernels = buffers.Scratch.Slice(SumFloats, channels * Taps * ItemChannels);
        for (int c = 0; c < channels; c++)
        {
            for (int o = 0; o < item.OutputBlocks * BlockedLayout.Block; o += TLanes.Count)
            {
                ref float sums = ref buffers.Scratch[(c * ItemChannels) + o];
                TransformKernel<TLanes>(in sums, ref kernels[(c * Taps * ItemChannels) + o]);
            }
        }

        TransposedSum sum = new()
        {
            Source = kernels,
            SourceStep = ItemChannels,
            Target = buffers.Output[(((firstOutput * shape.InputChannels) + firstInput) * Taps)..],
            TargetStep = shape.InputChannels * Taps,
            Rows = channels * Taps,
            Columns = outputs,
        };
        sum.Run();
        if (item.Input == 0)
        {
            AddBias<TLanes>(in buffers, in item);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void TransformKernel<TLanes>(ref readonly float sums, ref float kernel)
        where TLanes : struct, ILanes<TLanes>
    {
        const int pointStep = ItemChannels * ItemChannels;
        Span<float> columns = stackalloc float[3 * Size * TLanes.Count];
        ref float between = ref MemoryMarshal.GetReference(columns);
        for (int j = 0; j < Size; j++)
        {
            TTransform.WeightGradient<TLanes>(
                in Unsafe.Add(ref Unsafe.AsRef(in sums), j * pointStep), Size * pointStep, ref Unsafe.Add(ref between, j * TLanes.Count), Size * TLanes.Count);
        }

        for (int i = 0; i < 3; i++)
        {
            TTransform.WeightGradient<TLanes>(
                in Unsafe.Add(ref between, i * Size * TLanes.Count), TLanes.Count, ref Unsafe.Add(ref kernel, 3 * i * ItemChannels), ItemChannels);
        }
    }

    private void AddBias<TLanes>(in OperationBuffers buffers, in Item item)
        where TLanes : struct, ILanes<TLanes>
    {
        ConvolutionShape shape = _spec.Shape;
        BlockedLayout layout = _spec.Output;
        Span<float> bias = buffers.Scratch.Slice(SumFloats + (2 * SideFloats), ItemChannels);
        bias.Clear();
        for (int row = 0; row < buffers.Batch * item.OutputBlocks * layout.Height; row++)
        {
            (int rest, int y) = Math.DivRem(row, layout.Height);
            (int picture, int block) = Math.DivRem(rest, item.OutputBlocks);
            for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
            {
                ref readonly float source = ref buffers.Second[(picture * layout.ImageStride) + layout.Offset(item.Output + block, y, 0) + lane];
                VectorSum.Add<TLanes>(in source, BlockedLayout.Block, layout.Width, ref bias[(block * BlockedLayout.Block) + lane]);
            }
        }

        int first = item.Output * BlockedLayout.Block;
        Span<float> target = buffers.Output.Slice((shape.OutputChannels * shape.InputChannels * Taps) + first, Math.Min(ItemChannels, shape.OutputChannels - first));
        for (int o = 0; o < target.Length; o++)
        {
            target[o] += bias[o];
        }
    }

    /// <summary>Picture and first output pixel of a tile.</summary>
    private (int Picture, int Y, int X) Place(int tile)
    {
        (int picture, int place) = Math.DivRem(tile, _tiles);
        return (picture, place / _tilesX * TTransform.Outputs, place % _tilesX * TTransform.Outputs);
    }

    /// <summary>Neighbouring tiles of all pictures.</summary>
    private readonly record struct Stretch(int First, int Count);

    /// <summary>Blocks of output and input channels that an item owns.</summary>
    private readonly record struct Item(int Output, int OutputBlocks, int Input, int InputBlocks);
}
