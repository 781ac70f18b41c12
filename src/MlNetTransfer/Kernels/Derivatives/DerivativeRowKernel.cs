using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

/// <summary>output = input f'(second), where the function type is a derivative.</summary>
internal readonly struct DerivativeRowKernel : IFunctionKernel<RowArgs>
{
    public static void Run<TLanes, TFunction>(RowArgs args)
        where TLanes : struct, ILanes<TLanes>
        where TFunction : struct, IFunction
    {
        int i = RunFrom<TLanes, TFunction>(0, args);
        RunFrom<F32x1, TFunction>(i, args);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RunFrom<TLanes, TFunction>(int start, RowArgs args)
        where TLanes : struct, ILanes<TLanes>
        where TFunction : struct, IFunction
    {
        TLanes alpha = TLanes.Broadcast(args.Activation.Alpha);
        TLanes beta = TLanes.Broadcast(args.Activation.Beta);
        ref readonly float gradient = ref MemoryMarshal.GetReference(args.Input);
        ref readonly float saved = ref MemoryMarshal.GetReference(args.Second);
        ref float output = ref MemoryMarshal.GetReference(args.Output);
        int i = start;
        for (; i <= args.Output.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes derivative = TFunction.Of(TLanes.Load(in saved, i), alpha, beta);
            TLanes.Store(TLanes.Multiply(TLanes.Load(in gradient, i), derivative), ref output, i);
        }

        return i;
    }
}
