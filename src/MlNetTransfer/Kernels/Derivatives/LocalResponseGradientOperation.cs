using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>
/// dX[j] = dY[j] s[j]^-beta - 2 alpha beta / size x[j] (sum over the c whose window holds j of dY[c] x[c] s[c]^(-beta-1)),
/// s[c] = bias + alpha / size (sum of squares in the window of c); see <see cref="LocalResponseGradient"/>.
/// </summary>
/// <remarks>Items: rows of pictures. Sums run in ascending channel order; powers are exp(-beta log(s)).</remarks>
internal sealed class LocalResponseGradientOperation(LocalResponseSpec spec, BlockedLayout input, BlockedLayout gradient, BlockedLayout output) : LaneOperation
{
    private readonly int _before = (spec.Size - 1) / 2;
    private readonly int _after = spec.Size / 2;
    private readonly int _padded = output.Blocks * BlockedLayout.Block;

    /// <summary>x, dY and powers; squares, then products, between margins of zeros.</summary>
    public override int ScratchLength => (4 * _padded) + spec.Size;

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * output.Height);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, gradient, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, input, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Output, output, buffers.Batch, nameof(buffers.Output));
        Span<float> scratch = buffers.Scratch[..ScratchLength];
        for (int item = first; item < end; item++)
        {
            (int picture, int y) = Math.DivRem(item, output.Height);
            for (int x = 0; x < output.Width; x++)
            {
                Gather(buffers.Second[((picture * input.ImageStride) + input.Offset(0, y, x))..], input, scratch[.._padded]);
                Gather(buffers.Input[((picture * gradient.ImageStride) + gradient.Offset(0, y, x))..], gradient, scratch.Slice(_padded, _padded));
                RunPixel<TLanes>(scratch);
                Span<float> pixel = buffers.Output[((picture * output.ImageStride) + output.Offset(0, y, x))..];
                for (int block = 0; block < output.Blocks; block++)
                {
                    scratch.Slice(_padded + (block * BlockedLayout.Block), BlockedLayout.Block).CopyTo(pixel[(block * output.PlaneStride)..]);
                }
            }
        }
    }

    private static void Gather(ReadOnlySpan<float> pixel, BlockedLayout layout, Span<float> channels)
    {
        for (int block = 0; block < layout.Blocks; block++)
        {
            pixel.Slice(block * layout.PlaneStride, BlockedLayout.Block).CopyTo(channels[(block * BlockedLayout.Block)..]);
        }
    }

    /// <summary>Replaces dY by dX.</summary>
    private void RunPixel<TLanes>(Span<float> scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float x = ref MemoryMarshal.GetReference(scratch);
        ref float dy = ref MemoryMarshal.GetReference(scratch[_padded..]);
        ref float powers = ref MemoryMarshal.GetReference(scratch[(2 * _padded)..]);
        Span<float> margins = scratch[(3 * _padded)..];
        ref float window = ref MemoryMarshal.GetReference(margins);
        margins.Clear();
        for (int c = 0; c < _padded; c += TLanes.Count)
        {
            TLanes value = TLanes.Load(in x, c);
            TLanes.Store(TLanes.Multiply(value, value), ref window, _before + c);
        }

        for (int c = 0; c < _padded; c += TLanes.Count)
        {
            TLanes sum = TLanes.MultiplyAdd(WindowSum<TLanes>(in window, c), TLanes.Broadcast(spec.Alpha / spec.Size), TLanes.Broadcast(spec.Bias));
            TLanes.Store(sum, ref powers, c);
        }

        margins.Clear();
        for (int c = 0; c < _padded; c += TLanes.Count)
        {
            TLanes sum = TLanes.Load(in powers, c);
            TLanes own = TLanes.Multiply(TLanes.Load(in dy, c), VectorMath.Exp(TLanes.Multiply(TLanes.Broadcast(-spec.Beta), VectorMath.Log(sum))));
            TLanes.Store(own, ref dy, c);
            TLanes.Store(TLanes.Divide(TLanes.Multiply(own, TLanes.Load(in x, c)), sum), ref window, _after + c);
        }

        margins[(_after + output.Channels)..].Clear();

        TLanes factor = TLanes.Broadcast(-2 * spec.Alpha * spec.Beta / spec.Size);
        for (int c = 0; c < _padded; c += TLanes.Count)
        {
            TLanes rest = TLanes.Multiply(TLanes.Multiply(TLanes.Load(in x, c), factor), WindowSum<TLanes>(in window, c));
            TLanes.Store(TLanes.Add(TLanes.Load(in dy, c), rest), ref dy, c);
        }

        scratch.Slice(_padded + output.Channels, _padded - output.Channels).Clear();
    }

    private TLanes WindowSum<TLanes>(ref readonly float window, int channel)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Broadcast(0f);
        for (int i = 0; i < spec.Size; i++)
        {
            sum = TLanes.Add(sum, TLanes.Load(in window, channel + i));
        }

        return sum;
    }
}
