using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Updates;

/// <summary>v = momentum v + g; w -= rate v, or rate (g + momentum v) where momentum looks ahead (Sutskever et al. 2013, as PyTorch has it).</summary>
internal readonly struct SgdRule : IUpdateRule
{
    public static bool UsesSecond => false;

    public static TLanes Next<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second, in UpdateFactors<TLanes> factors)
        where TLanes : struct, ILanes<TLanes>
    {
        first = TLanes.MultiplyAdd(factors.Momentum, first, gradient);
        TLanes update = TLanes.MultiplyAdd(factors.Lookahead, first, TLanes.Multiply(factors.Fresh, gradient));
        return TLanes.MultiplyAdd(factors.MinusRate, update, value);
    }
}

/// <summary>m, v = means of g and g^2; w -= rate m' / (sqrt(v') + epsilon) with the bias of both undone (Kingma and Ba 2015).</summary>
internal readonly struct AdamRule : IUpdateRule
{
    public static bool UsesSecond => true;

    public static TLanes Next<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second, in UpdateFactors<TLanes> factors)
        where TLanes : struct, ILanes<TLanes>
    {
        first = TLanes.MultiplyAdd(factors.Momentum, first, TLanes.Multiply(factors.OneMinusMomentum, gradient));
        second = TLanes.MultiplyAdd(factors.SecondDecay, second, TLanes.Multiply(factors.OneMinusSecondDecay, TLanes.Multiply(gradient, gradient)));
        TLanes root = TLanes.MultiplyAdd(TLanes.Sqrt(second), factors.SecondCorrection, factors.Epsilon);
        TLanes step = TLanes.Divide(TLanes.Multiply(first, factors.FirstCorrection), root);
        return TLanes.MultiplyAdd(factors.MinusRate, step, value);
    }
}

/// <summary>v = mean of g^2; b = momentum b + g / (sqrt(v) + epsilon); w -= rate b (Hinton 2012, as PyTorch has it).</summary>
internal readonly struct RmsPropRule : IUpdateRule
{
    public static bool UsesSecond => true;

    public static TLanes Next<TLanes>(TLanes value, TLanes gradient, ref TLanes first, ref TLanes second, in UpdateFactors<TLanes> factors)
        where TLanes : struct, ILanes<TLanes>
    {
        second = TLanes.MultiplyAdd(factors.SecondDecay, second, TLanes.Multiply(factors.OneMinusSecondDecay, TLanes.Multiply(gradient, gradient)));
        TLanes step = TLanes.Divide(gradient, TLanes.Add(TLanes.Sqrt(second), factors.Epsilon));
        first = TLanes.MultiplyAdd(factors.Momentum, first, step);
        return TLanes.MultiplyAdd(factors.MinusRate, first, value);
    }
}
