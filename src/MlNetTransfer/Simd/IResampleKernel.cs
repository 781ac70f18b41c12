namespace MlNetTransfer.Simd;

/// <summary>A resampling computation written once for all widths.</summary>
internal interface IResampleKernel<TArgs>
    where TArgs : struct, allows ref struct
{
    /// <summary>Runs the computation.</summary>
    static abstract void Run<TLanes>(scoped in TArgs args)
        where TLanes : struct, IResampleLanes<TLanes>;
}
