using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>dX = i (g - mean of g - xhat mean of g xhat) with g = gamma dY, means over a pixel's channels; see <see cref="ChannelNormalizationGradient.PrepareInput"/>.</summary>
/// <remarks>Items: rows of pictures. Sums: 16 partial sums over the blocks in single precision, then those in double precision, in order.</remarks>
internal sealed class ChannelNormalizationGradientOperation : LaneOperation, IWeightedOperation
{
    private readonly BlockedLayout _input;
    private readonly BlockedLayout _gradient;
    private readonly BlockedLayout _output;
    private readonly float[] _gamma;

    public ChannelNormalizationGradientOperation(ReadOnlyMemory<float> gamma, BlockedLayout input, BlockedLayout gradient, BlockedLayout output)
    {
        _input = input;
        _gradient = gradient;
        _output = output;
        _gamma = new float[output.Blocks * BlockedLayout.Block];
        Pack(gamma.Span, [], 0, PackItemCount);
    }

    /// <inheritdoc/>
    public int PackItemCount => 1;

    /// <inheritdoc/>
    public void Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias, int first, int end)
    {
        if (first < end)
        {
            weights[.._output.Channels].CopyTo(_gamma);
        }
    }

    /// <inheritdoc/>
    public override int ItemCount(int batch) => checked(batch * _output.Height);

    /// <inheritdoc/>
    protected override void Run<TLanes>(in OperationBuffers buffers, int first, int end)
    {
        BufferChecks.Holds(buffers.Input, _gradient, buffers.Batch, nameof(buffers.Input));
        BufferChecks.Holds(buffers.Second, _input, buffers.Batch, nameof(buffers.Second));
        BufferChecks.Holds(buffers.Third.Length, (long)buffers.Batch * ChannelNormalizationGradient.StatisticsLength(_input), nameof(buffers.Third));
        BufferChecks.Holds(buffers.Output, _output, buffers.Batch, nameof(buffers.Output));
        for (int item = first; item < end; item++)
        {
            (int picture, int y) = Math.DivRem(item, _output.Height);
            for (int x = 0; x < _output.Width; x++)
            {
                int statistics = 2 * ((item * _output.Width) + x);
                Pixel pixel = new()
                {
                    Gradient = buffers.Input[((picture * _gradient.ImageStride) + _gradient.Offset(0, y, x))..],
                    Value = buffers.Second[((picture * _input.ImageStride) + _input.Offset(0, y, x))..],
                    Output = buffers.Output[((picture * _output.ImageStride) + _output.Offset(0, y, x))..],
                    Mean = buffers.Third[statistics],
                    Inverse = buffers.Third[statistics + 1],
                };
                RunPixel<TLanes>(ref pixel);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunPixel<TLanes>(ref Pixel pixel)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> partial = stackalloc float[2 * BlockedLayout.Block];
        ref float sums = ref MemoryMarshal.GetReference(partial);
        ref readonly float gamma = ref MemoryMarshal.GetArrayDataReference(_gamma);
        ref readonly float gradient = ref MemoryMarshal.GetReference(pixel.Gradient);
        ref readonly float value = ref MemoryMarshal.GetReference(pixel.Value);
        ref float output = ref MemoryMarshal.GetReference(pixel.Output);
        TLanes mean = TLanes.Broadcast(pixel.Mean);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes plain = TLanes.Broadcast(0f);
            TLanes product = TLanes.Broadcast(0f);
            for (int block = 0; block < _output.Blocks; block++)
            {
                TLanes own = TLanes.Multiply(TLanes.Load(in gradient, ((nint)block * _gradient.PlaneStride) + lane), TLanes.Load(in gamma, (block * BlockedLayout.Block) + lane));
                TLanes centred = TLanes.Subtract(TLanes.Load(in value, ((nint)block * _input.PlaneStride) + lane), mean);
                plain = TLanes.Add(plain, own);
                product = TLanes.MultiplyAdd(own, centred, product);
            }

            TLanes.Store(plain, ref sums, lane);
            TLanes.Store(product, ref sums, BlockedLayout.Block + lane);
        }

        double inverse = pixel.Inverse;
        TLanes scale = TLanes.Broadcast(pixel.Inverse);
        TLanes shift = TLanes.Broadcast((float)(-inverse * Total(partial[..BlockedLayout.Block]) / _output.Channels));
        TLanes slope = TLanes.Broadcast((float)(-inverse * inverse * inverse * Total(partial[BlockedLayout.Block..]) / _output.Channels));
        for (int block = 0; block < _output.Blocks; block++)
        {
            for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
            {
                TLanes own = TLanes.Multiply(TLanes.Load(in gradient, ((nint)block * _gradient.PlaneStride) + lane), TLanes.Load(in gamma, (block * BlockedLayout.Block) + lane));
                TLanes centred = TLanes.Subtract(TLanes.Load(in value, ((nint)block * _input.PlaneStride) + lane), mean);
                TLanes.Store(TLanes.MultiplyAdd(own, scale, TLanes.MultiplyAdd(centred, slope, shift)), ref output, ((nint)block * _output.PlaneStride) + lane);
            }
        }

        int real = _output.Channels % BlockedLayout.Block;
        if (real != 0)
        {
            pixel.Output.Slice(((_output.Blocks - 1) * _output.PlaneStride) + real, BlockedLayout.Block - real).Clear();
        }
    }

    private static double Total(ReadOnlySpan<float> partial)
    {
        double total = 0;
        foreach (float lane in partial)
        {
            total += lane;
        }

        return total;
    }

    private ref struct Pixel
    {
        public ReadOnlySpan<float> Gradient;
        public ReadOnlySpan<float> Value;
        public Span<float> Output;
        public float Mean;
        public float Inverse;
    }
}
