using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>A function of one number as a type, so that kernels are compiled around it.</summary>
internal interface IFunction
{
    /// <summary>Value of each lane; <paramref name="alpha"/> and <paramref name="beta"/> are the parameters of <see cref="Activation"/>.</summary>
    static abstract TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>;
}
