using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Kernels transformed to G g G^T, packed as [panel][point][input channel][output channel of the panel].</summary>
/// <remarks>The transform runs across the output channels of a panel. Packing items: panel, block of input channels.</remarks>
internal sealed class WinogradWeights<TTransform>
    where TTransform : struct, IWinogradTransform
{
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
        Panels = WinogradKernels.Panels(spec, width, Points);
        Packed = new AlignedBuffer(checked(spec.Output.Blocks * BlockedLayout.Block * Points * _shape.InputChannels));
        Pack(weights, 0, PackItemCount);
    }

    /// <summary>The panels; <see cref="Panel.WeightCount"/> counts those of one point.</summary>
    public Panel[] Panels { get; }

    /// <summary>Transformed weights.</summary>
    public AlignedBuffer Packed { get; }

    /// <summary>Number of packing items.</summary>
    public int PackItemCount => Panels.Length * _blocks;

    private static int Points => (TTransform.Outputs + WinogradKernels.Size - 1) * (TTransform.Outputs + WinogradKernels.Size - 1);

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
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Run<TLanes>(Part args)
            where TLanes : struct, ILanes<TLanes>
        {
            int width = args.Panel.Vectors * TLanes.Count;
            Span<float> staged = stackalloc float[BlockedLayout.Block * WinogradKernels.Taps * 2 * TLanes.Count];
            staged = staged[..(args.Inputs * WinogradKernels.Taps * width)];
            WinogradSource source = new(args.Weights, args.Owner._order);
            WinogradKernels.Stage(args.Owner._shape, source, (args.Panel.Channel, width), (args.FirstInput, args.Inputs), staged);

            // Points lie far apart, at a power of two often: written one by one they would push each other out of the caches.
            int length = args.Inputs * width;
            Span<float> transformed = stackalloc float[Points * (length + CacheLine.Floats)];
            WinogradKernels.Transform<TTransform, TLanes>(staged, args.Inputs, width, transformed, length + CacheLine.Floats);
            Span<float> target = args.Owner.Packed.Span[(args.Panel.Weights + (args.FirstInput * width))..];
            for (int point = 0; point < Points; point++)
            {
                transformed.Slice(point * (length + CacheLine.Floats), length).CopyTo(target[(point * args.Panel.WeightCount)..]);
            }
        }
    }
}
