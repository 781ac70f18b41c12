namespace MlNetTransfer.Simd;

/// <summary>A computation on doubles, written once for every lane count.</summary>
internal interface IDenseKernel<TArgs>
    where TArgs : allows ref struct
{
    /// <summary>Computes with one lane count.</summary>
    static abstract void Run<TLanes>(scoped in TArgs args)
        where TLanes : struct, IDenseLanes<TLanes>;
}
