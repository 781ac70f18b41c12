namespace MlNetTransfer.Execution;

/// <summary>How much rounding error a faster algorithm may add. All modes compute in 32-bit floats.</summary>
public enum NumericMode
{
    /// <summary>Convolutions are sums of products, as written; features agree with other engines to about 1e-6 of the largest value.</summary>
    Precise,

    /// <summary>Convolutions may use Winograd's minimal filtering (Lavin and Gray 2016), which rounds a little more.</summary>
    Fast,
}
