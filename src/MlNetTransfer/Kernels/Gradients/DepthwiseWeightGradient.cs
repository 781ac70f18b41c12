using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Weight and bias gradients of a convolution of each channel by itself: any kernel size, stride, dilation and padding.</summary>
/// <remarks>Items: vector of channels; each sums all pictures, band of rows after band, in a scratch [tap][channel].</remarks>
internal sealed class DepthwiseWeightGradient : LaneOperation
{
    // x and dY of a band stay in the first cache while the taps pass that do not fit the registers at once.
    private const int BandPixels = 200;

    private readonly ConvolutionGradientSpec _spec;
    private readonly int _taps;
    private readonly int _bands;

    /// <summary>Fixes every choice; see <see cref="ConvolutionGradient"/>.</summary>
    public DepthwiseWeightGradient(ConvolutionGradientSpec spec)
    {
        _spec = spec;
        _taps = spec.Shape.KernelHeight * spec.Shape.KernelWidth;
        int lines = Math.Max(1, BandPixels / spec.Output.Width);
        _bands = (spec.Output.Height + lines - 1) / lines;
    }

    /// <inheritdoc/>
    public override int ScratchLength => (_taps + 1) * LaneCount;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => (_spec.Shape.OutputChannels + LaneCount - 1) / LaneCount;

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        int channels = _spec.Shape.OutputChannels;
        BufferChecks.Holds(buffers.Input, _spec.Input, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, _spec.Output, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output.Length, (long)channels * (_taps + 1), nameof(buffers.Output));
        BufferChecks.Holds(buffers.Scratch.Length, ScratchLength, nameof(buffers.Scratch));
        for (int item = first; item < end; item++)
        {
            int channel = item * TLanes.Count;
            buffers.Scratch[..ScratchLength].Clear();
            for (int band = 0; band < buffers.Batch * _bands; band++)
            {
                AddBand<TLanes>(in buffers, channel, band / _bands, band % _bands);
            }

            for (int c = 0; c < Math.Min(TLanes.Count, channels - channel); c++)
            {
                for (int tap = 0; tap < _taps; tap++)
                {
                    buffers.Output[((channel + c) * _taps) + tap] += buffers.Scratch[(tap * TLanes.Count) + c];
                }

                buffers.Output[(channels * _taps) + channel + c] += buffers.Scratch[(_taps * TLanes.Count) + c];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddBand<TLanes>(in OperationBuffers buffers, int channel, int picture, int band)
        where TLanes : struct, ILanes<TLanes>
    {
        ConvolutionShape shape = _spec.Shape;
        BlockedLayout input = _spec.Input;
        BlockedLayout output = _spec.Output;
        int y = output.Height * band / _bands;
        int lines = (output.Height * (band + 1) / _bands) - y;
        ref float plane = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Input), Plane(input, picture, channel));
        ref float sums = ref MemoryMarshal.GetReference(buffers.Scratch);
        ref float gradient = ref Unsafe.Add(ref MemoryMarshal.GetReference(buffers.Second), Plane(output, picture, channel) + output.Offset(0, y, 0));
        ChannelProduct product = new()
        {
            Gradient = ref gradient,
            IsThreeByThree = shape is { KernelHeight: 3, KernelWidth: 3 },
            Width = output.Width,
            Height = lines,
            PixelStep = shape.StrideX * BlockedLayout.Block,
            PixelLine = shape.StrideY * input.RowStride,
            GradientLine = output.RowStride,
            Taps = (shape.DilationX * BlockedLayout.Block, shape.DilationY * input.RowStride),
            SumPlaces = (TLanes.Count, shape.KernelWidth * TLanes.Count),
        };
        for (int ky = 0; ky < (product.IsThreeByThree ? 1 : shape.KernelHeight); ky++)
        {
            for (int kx = 0; kx < shape.KernelWidth; kx += ChannelProduct.MaxColumns)
            {
                int row = (y * shape.StrideY) - shape.PadTop + (ky * shape.DilationY);
                product.Columns = Math.Min(ChannelProduct.MaxColumns, shape.KernelWidth - kx);
                product.Input = ref Unsafe.Add(ref plane, input.Offset(0, row, (kx * shape.DilationX) - shape.PadLeft));
                product.Sums = ref Unsafe.Add(ref sums, ((ky * shape.KernelWidth) + kx) * TLanes.Count);
                product.Run<TLanes>();
            }
        }

        for (int line = 0; line < lines; line++)
        {
            VectorSum.Add<TLanes>(in Unsafe.Add(ref gradient, line * output.RowStride), BlockedLayout.Block, output.Width, ref Unsafe.Add(ref sums, _taps * TLanes.Count));
        }
    }

    private static nint Plane(BlockedLayout layout, int picture, int channel) =>
        ((nint)picture * layout.ImageStride) + ((nint)(channel / BlockedLayout.Block) * layout.PlaneStride) + (channel % BlockedLayout.Block);
}
