using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels;

/// <summary>An operation written once for every lane width; the width is fixed when it is prepared.</summary>
internal abstract class LaneOperation : PreparedOperation
{
    /// <summary>Width of the vectors that this operation computes with.</summary>
    protected LaneWidth Width { get; } = LaneDispatch.Current;

    /// <summary>Floats in a vector.</summary>
    protected int LaneCount => (int)Width;

    /// <inheritdoc/>
    public sealed override void Run(in OperationBuffers buffers, int first, int end) =>
        LaneDispatch.Run<Kernel, Work>(Width, new Work { Operation = this, Buffers = buffers, First = first, End = end });

    /// <summary>Runs items [<paramref name="first"/>, <paramref name="end"/>).</summary>
    protected abstract void Run<TLanes>(in OperationBuffers buffers, int first, int end)
        where TLanes : struct, ILanes<TLanes>;

    private ref struct Work
    {
        public LaneOperation Operation;
        public OperationBuffers Buffers;
        public int First;
        public int End;
    }

    private readonly struct Kernel : ILaneKernel<Work>
    {
        public static void Run<TLanes>(Work args)
            where TLanes : struct, ILanes<TLanes> => args.Operation.Run<TLanes>(in args.Buffers, args.First, args.End);
    }
}
