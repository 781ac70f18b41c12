using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>A computation written once for every function.</summary>
/// <typeparam name="TArgs">What it reads and writes.</typeparam>
internal interface IFunctionKernel<TArgs>
    where TArgs : allows ref struct
{
    static abstract void Run<TLanes, TFunction>(TArgs args)
        where TLanes : struct, ILanes<TLanes>
        where TFunction : struct, IFunction;
}
