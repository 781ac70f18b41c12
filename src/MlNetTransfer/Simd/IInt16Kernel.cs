namespace MlNetTransfer.Simd;

/// <summary>An integer computation written once for all widths of <see cref="IInt16Lanes{TSelf}"/>.</summary>
/// <typeparam name="TArgs">Arguments, usually a ref struct of spans.</typeparam>
internal interface IInt16Kernel<TArgs>
    where TArgs : allows ref struct
{
    /// <summary>Runs at one width.</summary>
    static abstract void Run<TLanes>(TArgs args)
        where TLanes : struct, IInt16Lanes<TLanes>;
}
