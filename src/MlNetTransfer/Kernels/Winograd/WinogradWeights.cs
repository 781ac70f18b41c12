using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Kernels transformed to G g G^T, packed as [panel][point][input channel][output channel of the panel].</summary>
/// <remarks>The transform runs across the output channels of a panel. Packing items: panel, block of input channels.</remarks>
internal sealed class WinogradWeights<TTransform>
    where TTransform : struct, IWinogradTransform
{
    private const int KernelSize = 3;

    // Kernels of a panel lie far apart in weights of the other order: so many inputs ahead they are fetched.
    private const int FetchAhead = 4;

    private const int Taps = KernelSize * KernelSize;

    private readonly ConvolutionShape _shape;
    private readonly WeightOrder _order;
    private readonly LaneWidth _width;
    private readonly int _blocks;

    /// <summary>Transforms and packs.</summary>
    /// <param name="spec">The convolution that is computed: where <paramref name="order"/> is that of gradients, the one from dY to dX.</param>
    /// <param name="width">Width of a vector.</param>
    /// <param name="order">Order of the given weights.</param>
    /// <param name="weights">[O, I, 3, 3] of the forward convolution.</param>
    public WinogradWeights(ConvolutionSpec spec, LaneWidth width, WeightOrder order, ReadOnlySpan<float> weights)
    {
        _shape = spec.Shape;
        _order = order;
        _width = width;
        _blocks = (_shape.InputChannels + BlockedLayout.Block - 1) / BlockedLayout.Block;
        int lanes = (int)width;
        int padded = spec.Output.Blocks * BlockedLayout.Block;
        List<Panel> panels = [];
        for (int channel = 0; channel < padded;)
        {
            int vectors = padded - channel < 2 * lanes ? 1 : 2;
            int perPoint = _shape.InputChannels * vectors * lanes;
            panels.Add(new Panel(channel, vectors, checked(channel * Points * _shape.InputChannels), perPoint, 0, 0, 0));
            channel += vectors * lanes;
        }

        Panels = [.. panels];
        Packed = new AlignedBuffer(checked(padded * Points * _shape.InputChannels));
        Pack(weights, 0, PackItemCount);
    }

    /// <summary>The panels; <see cref="Panel.WeightCount"/> counts those of one point.</summary>
    public Panel[] Panels { get; }

    /// <summary>Transformed weights.</summary>
    public AlignedBuffer Packed { get; }

    /// <summary>Number of packing items.</summary>
    public int PackItemCount => Panels.Length * _blocks;

    private static int Size => TTransform.Outputs + KernelSize - 1;

    private static int Points => Size * Size;

    /// <summary>Packs items [first, end).</summary>
    public void Pack(ReadOnlySpan<float> weights, int first, int end)
    {
        for (int item = first; item < end; item++)
        {
            Panel panel = Panels[item / _blocks];
            int firstInput = item % _blocks * BlockedLayout.Block;
            int inputs = Math.Min(BlockedLayout.Block, _shape.InputChannels - firstInput);
            LaneDispatch.Run<Kernel, Part>(_width, new Part { Owner = this, Weights = weights, Panel = panel, FirstInput = firstInput, Inputs = inputs });
        }
    }

    /// <summary>Puts the kernels of a part in the order [input][tap][output channel of the panel].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stage(in Part part, int width, Span<float> staged)
    {
        int outputs = Math.Clamp(_shape.OutputChannels - part.Panel.Channel, 0, width);
        if (outputs < width)
        {
            staged.Clear();
        }

        if (_order == WeightOrder.Forward && outputs > 0)
        {
            int kernels = _shape.InputChannels * Taps;
            int start = (part.Panel.Channel * kernels) + (part.FirstInput * Taps);
            WeightCopy.Transpose(part.Weights[Math.Min(start, part.Weights.Length)..], kernels, staged, width, (outputs, part.Inputs * Taps));
            return;
        }

        for (int i = 0; i < part.Inputs && outputs > 0; i++)
        {
            int source = (((part.FirstInput + i) * _shape.OutputChannels) + part.Panel.Channel) * Taps;
            WeightCopy.Fetch(part.Weights, source + (FetchAhead * _shape.OutputChannels * Taps), outputs * Taps);
            for (int tap = 0; tap < Taps; tap++)
            {
                WeightCopy.Gather(part.Weights[(source + Taps - 1 - tap)..], Taps, staged.Slice(((i * Taps) + tap) * width, outputs));
            }
        }
    }

    /// <summary>Transforms each staged kernel: columns, then rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Transform<TLanes>(in Part part, int width, ReadOnlySpan<float> staged)
        where TLanes : struct, ILanes<TLanes>
    {
        Span<float> columns = stackalloc float[Size * KernelSize * TLanes.Count];
        ref float between = ref MemoryMarshal.GetReference(columns);
        ref float packed = ref MemoryMarshal.GetReference(Packed.Span);
        for (int i = 0; i < part.Inputs; i++)
        {
            for (int lane = 0; lane < width; lane += TLanes.Count)
            {
                ref float kernel = ref Unsafe.Add(ref MemoryMarshal.GetReference(staged), (i * Taps * width) + lane);
                for (int x = 0; x < KernelSize; x++)
                {
                    TTransform.Weights<TLanes>(
                        in Unsafe.Add(ref kernel, x * width), KernelSize * width, ref Unsafe.Add(ref between, x * TLanes.Count), KernelSize * TLanes.Count);
                }

                ref float target = ref Unsafe.Add(ref packed, part.Panel.Weights + ((part.FirstInput + i) * width) + lane);
                for (int y = 0; y < Size; y++)
                {
                    TTransform.Weights<TLanes>(
                        in Unsafe.Add(ref between, y * KernelSize * TLanes.Count), TLanes.Count, ref Unsafe.Add(ref target, (nint)y * Size * part.Panel.WeightCount), part.Panel.WeightCount);
                }
            }
        }
    }

    /// <summary>Some inputs of a panel.</summary>
    private ref struct Part
    {
        public WinogradWeights<TTransform> Owner;
        public ReadOnlySpan<float> Weights;
        public Panel Panel;
        public int FirstInput;
        public int Inputs;
    }

    private readonly struct Kernel : ILaneKernel<Part>
    {
        public static void Run<TLanes>(Part args)
            where TLanes : struct, ILanes<TLanes>
        {
            int width = args.Panel.Vectors * TLanes.Count;
            Span<float> staged = stackalloc float[BlockedLayout.Block * Taps * 2 * TLanes.Count];
            staged = staged[..(args.Inputs * Taps * width)];
            args.Owner.Stage(in args, width, staged);
            args.Owner.Transform<TLanes>(in args, width, staged);
        }
    }
}
