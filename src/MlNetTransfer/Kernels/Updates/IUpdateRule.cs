using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Updates;

/// <summary>How one vector of values moves, given the gradient with decay and pull in it.</summary>
internal interface IUpdateRule
{
    /// <summary>Whether the rule keeps a second state.</summary>
    static abstract bool UsesSecond { get; }

    /// <summary>The new values; the states are changed in place.</summary>
    static abstract TLanes Next<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second, in UpdateFactors<TLanes> factors)
        where TLanes : struct, ILanes<TLanes>;
}
