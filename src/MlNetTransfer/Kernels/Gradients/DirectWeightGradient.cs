using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Weight and bias gradients straight from the blocked x and dY: any kernel, stride, dilation, padding and grouping.</summary>
/// <remarks>
/// dW[o, c, k] += sum over pictures n, outputs i of dY[n, o, i] x[n, c, i stride - pad + k dilation]; db[o] += sum of dY[n, o, i].
/// Items own outputs (see <see cref="WeightGradientDivision"/>) and sum all pictures in a scratch [c][tap][o], band of pixels after band, so that any
/// division gives the same bits; then they add it to the output, transposed.
/// </remarks>
internal sealed class DirectWeightGradient : LaneOperation
{
    private readonly ConvolutionGradientSpec _spec;
    private readonly WeightGradientDivision _division;

    /// <summary>Fixes every choice; see <see cref="ConvolutionGradient"/>.</summary>
    public DirectWeightGradient(ConvolutionGradientSpec spec)
    {
        _spec = spec;
        int tileRows = Width == LaneWidth.Sixteen ? OuterProduct.MaxRows : OuterProduct.MaxRows / 2;
        _division = new WeightGradientDivision(spec, LaneCount, tileRows);
    }

    /// <inheritdoc/>
    public override int ScratchLength => _division.SumFloats + (2 * LaneCount);

    /// <inheritdoc/>
    public override int ItemCount(int batch) => _division.Items.Length;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        ConvolutionShape shape = _spec.Shape;
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, _spec.Output, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, ((long)shape.OutputChannels * shape.GroupInputChannels * _division.Taps) + shape.OutputChannels, nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        for (int i = first; i < end; i++)
        {
            WeightGradientItem item = _division.Items[i];
            Span<float> sums = buffers.Scratch[..((item.EndInput - item.Input) * _division.Taps * item.Vectors * TLanes.Count)];
            Span<float> bias = buffers.Scratch.Slice(_division.SumFloats, 2 * TLanes.Count);
            sums.Clear();
            bias.Clear();
            for (int picture = 0; picture < buffers.Batch; picture++)
            {
                for (int band = 0; band < _division.BandCount; band++)
                {
                    AddBand<TLanes>(in buffers, in item, picture, band);
                }
            }

            Finish(in buffers, in item, item.Vectors * TLanes.Count);
        }
    }

    /// <summary>Adds a band of a picture to an item's sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBand<TLanes>(in OperationBuffers buffers, in WeightGradientItem item, int picture, int bandIndex)
        where TLanes : struct, ILanes<TLanes>
    {
        ConvolutionShape shape = _spec.Shape;
        BlockedLayout input = _spec.Input;
        (int y, int x, int height, int width) = _division.Band(bandIndex);
        int taps = _division.Taps;
        int panelWidth = item.Vectors * TLanes.Count;
        nint outputPlane = Plane(_spec.Output, picture, item.Output);
        ref float sums = ref MemoryMarshal.GetReference(buffers.Scratch);
        OuterProduct tile = new()
        {
            Vectors = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), outputPlane + Pixel(_spec.Output, y, x)),
            VectorCount = item.Vectors,
            Width = width,
            Height = height,
            RowStep = shape.StrideX * BlockedLayout.Block,
            RowLine = shape.StrideY * input.RowStride,
            VectorStep = BlockedLayout.Block,
            VectorLine = _spec.Output.RowStride,
            SecondVector = Plane(_spec.Output, picture, item.Output + TLanes.Count) - outputPlane,
            SumStep = (nint)taps * panelWidth,
        };
        int tileRows = OuterProduct.TileRows<TLanes>();
        int top = (y * shape.StrideY) - shape.PadTop;
        int left = (x * shape.StrideX) - shape.PadLeft;
        for (int c = item.Input; c < item.EndInput; c += tileRows)
        {
            tile.RowCount = Math.Min(tileRows, item.EndInput - c);
            ref float plane = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), Plane(input, picture, c));
            for (int tap = 0; tap < taps; tap++)
            {
                int row = top + (tap / shape.KernelWidth * shape.DilationY);
                int column = left + (tap % shape.KernelWidth * shape.DilationX);
                tile.Rows = ref Unsafe.Add(ref plane, Pixel(input, row, column));
                tile.Sums = ref Unsafe.Add(ref sums, ((nint)(c - item.Input) * taps * panelWidth) + (tap * panelWidth));
                tile.Run<TLanes>();
            }
        }

        if (item.HasBias)
        {
            AddBias<TLanes>(in tile, buffers.Scratch[_division.SumFloats..]);
        }
    }

    private static void AddBias<TLanes>(in OuterProduct tile, Span<float> bias)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int v = 0; v < tile.VectorCount; v++)
        {
            for (int line = 0; line < tile.Height; line++)
            {
                ref float source = ref Unsafe.Add(ref Unsafe.AsRef(in tile.Vectors), (v * tile.SecondVector) + (line * tile.VectorLine));
                VectorSum.Add<TLanes>(in source, tile.VectorStep, tile.Width, ref bias[v * TLanes.Count]);
            }
        }
    }

    /// <summary>Adds an item's sums to the output.</summary>
    private void Finish(in OperationBuffers buffers, in WeightGradientItem item, int panelWidth)
    {
        ConvolutionShape shape = _spec.Shape;
        int taps = _division.Taps;
        int kernels = shape.GroupInputChannels * taps;
        int outputs = Math.Min(panelWidth, shape.OutputChannels - item.Output);
        for (int v = 0; v < outputs;)
        {
            // Output channels of one group share their input channels.
            int group = (item.Output + v) / shape.GroupOutputChannels;
            int count = Math.Min(outputs - v, ((group + 1) * shape.GroupOutputChannels) - item.Output - v);
            int firstInput = Math.Max(item.Input, group * shape.GroupInputChannels);
            int endInput = Math.Min(item.EndInput, (group + 1) * shape.GroupInputChannels);
            if (endInput > firstInput)
            {
                TransposedSum sum = new()
                {
                    Source = buffers.Scratch[(((firstInput - item.Input) * taps * panelWidth) + v)..],
                    SourceStep = panelWidth,
                    Target = buffers.Output[(((item.Output + v) * kernels) + ((firstInput - (group * shape.GroupInputChannels)) * taps))..],
                    TargetStep = kernels,
                    Rows = (endInput - firstInput) * taps,
                    Columns = count,
                };
                sum.Run();
            }

            v += count;
        }

        for (int v = 0; v < outputs && item.HasBias; v++)
        {
            buffers.Output[(shape.OutputChannels * kernels) + item.Output + v] += buffers.Scratch[_division.SumFloats + v];
        }
    }

    /// <summary>Offset of a channel's plane; the padding of a one-vector panel's second vector is never read.</summary>
    private static nint Plane(BlockedLayout layout, int picture, int channel) =>
        ((nint)picture * layout.ImageStride) + ((nint)(channel / BlockedLayout.Block) * layout.PlaneStride) + (channel % BlockedLayout.Block);

    private int Pixel(BlockedLayout layout, int y, int x) => _division.IsFlat ? x * BlockedLayout.Block : layout.Offset(0, y, x);
}
