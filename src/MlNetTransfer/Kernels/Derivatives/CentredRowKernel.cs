using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>output = f((input - centre) scale + shift); Second holds 16 centres, 16 scales and 16 shifts.</summary>
internal readonly struct CentredRowKernel : IFunctionKernel<RowArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TFunction>(RowArgs args)
        where TLanes : struct, ILanes<TLanes>
        where TFunction : struct, IFunction
    {
        TLanes alpha = TLanes.Broadcast(args.Activation.Alpha);
        TLanes beta = TLanes.Broadcast(args.Activation.Beta);
        ref readonly float input = ref MemoryMarshal.GetReference(args.Input);
        ref readonly float channel = ref MemoryMarshal.GetReference(args.Second);
        ref float output = ref MemoryMarshal.GetReference(args.Output);
        for (int lane = 0; lane < BlockedLayout.Block; lane += TLanes.Count)
        {
            TLanes centre = TLanes.Load(in channel, lane);
            TLanes scale = TLanes.Load(in channel, BlockedLayout.Block + lane);
            TLanes shift = TLanes.Load(in channel, (2 * BlockedLayout.Block) + lane);
            for (int i = lane; i < args.Output.Length; i += BlockedLayout.Block)
            {
                TLanes value = TLanes.MultiplyAdd(TLanes.Subtract(TLanes.Load(in input, i), centre), scale, shift);
                TLanes.Store(TFunction.Of(value, alpha, beta), ref output, i);
            }
        }
    }
}
