using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>A function of two numbers as a type.</summary>
internal interface IBinaryFunction
{
    static abstract TLanes Of<TLanes>(TLanes a, TLanes b)
        where TLanes : struct, ILanes<TLanes>;
}
