using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>output = f(input).</summary>
internal readonly struct UnaryRowKernel : IFunctionKernel<RowArgs>
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
        ref readonly float input = ref MemoryMarshal.GetReference(args.Input);
        ref float output = ref MemoryMarshal.GetReference(args.Output);
        int i = start;
        for (; i <= args.Output.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TFunction.Of(TLanes.Load(in input, i), alpha, beta), ref output, i);
        }

        return i;
    }
}

/// <summary>output = f(operation(input, second)).</summary>
internal readonly struct BinaryRowKernel<TBinary> : IFunctionKernel<RowArgs>
    where TBinary : struct, IBinaryFunction
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
        ref readonly float input = ref MemoryMarshal.GetReference(args.Input);
        ref readonly float second = ref MemoryMarshal.GetReference(args.Second);
        ref float output = ref MemoryMarshal.GetReference(args.Output);
        int mask = args.Second.Length < args.Output.Length ? BlockedLayout.Block - 1 : -1;
        int i = start;
        for (; i <= args.Output.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes value = TBinary.Of(TLanes.Load(in input, i), TLanes.Load(in second, i & mask));
            TLanes.Store(TFunction.Of(value, alpha, beta), ref output, i);
        }

        return i;
    }
}

/// <summary>output = f(input x second + third), both of one channel block.</summary>
internal readonly struct AffineRowKernel : IFunctionKernel<RowArgs>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TFunction>(RowArgs args)
        where TLanes : struct, ILanes<TLanes>
        where TFunction : struct, IFunction
    {
        TLanes alpha = TLanes.Broadcast(args.Activation.Alpha);
        TLanes beta = TLanes.Broadcast(args.Activation.Beta);
        ref readonly float input = ref MemoryMarshal.GetReference(args.Input);
        ref readonly float scale = ref MemoryMarshal.GetReference(args.Second);
        ref readonly float shift = ref MemoryMarshal.GetReference(args.Third);
        ref float output = ref MemoryMarshal.GetReference(args.Output);
        for (int i = 0; i < args.Output.Length; i += TLanes.Count)
        {
            int lane = i & (BlockedLayout.Block - 1);
            TLanes value = TLanes.MultiplyAdd(TLanes.Load(in input, i), TLanes.Load(in scale, lane), TLanes.Load(in shift, lane));
            TLanes.Store(TFunction.Of(value, alpha, beta), ref output, i);
        }
    }
}
