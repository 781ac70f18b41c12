namespace MlNetTransfer.Simd;

/// <summary>A computation written once for every lane width.</summary>
/// <typeparam name="TArgs">What it reads and writes.</typeparam>
internal interface ILaneKernel<TArgs>
    where TArgs : allows ref struct
{
    static abstract void Run<TLanes>(TArgs args)
        where TLanes : struct, ILanes<TLanes>;
}
