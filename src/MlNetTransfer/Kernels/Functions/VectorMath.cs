using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

/// <summary>Transcendental functions of vectors: the same bits for the same number at any place of any vector of one width.</summary>
/// <remarks>
/// Largest errors against double precision, found by tests over 100,000 numbers each: <see cref="Exp"/> and <see cref="Log"/> 2 ulp, <see cref="Tanh"/>,
/// <see cref="Erf"/> and <see cref="Sigmoid"/> 4 ulp. NaN stays NaN. Sources: Cody and Waite 1980 for the reduction of e^x; erf by own
/// Chebyshev fits; tanh by its Pade approximant [7/6]; log by the series of the inverse hyperbolic tangent.
/// </remarks>
internal static class VectorMath
{
    private const float Log2E = 1.44269504f;

    // ln 2 in two parts: the first has 15 bits, so that its products with exponents are exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float SqrtTwo = 1.41421356f;
    private const float SmallestNormal = 1.17549435e-38f;
    private const float SubnormalScale = 33554432f; // 2^25
    private const float SubnormalExponent = 25f;

    /// <summary>e^x; 0 below -104, infinite above 88.72.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Exp<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        x = TLanes.Min(TLanes.Broadcast(89f), TLanes.Max(TLanes.Broadcast(-104f), x));
        TLanes n = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(Log2E)));
        TLanes r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-Ln2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-Ln2Low), r);

        // Taylor series; the first term left out is below 5e-9 for |r| <= ln 2 / 2.
        TLanes sum = TLanes.MultiplyAdd(r, TLanes.Broadcast(1f / 5040), TLanes.Broadcast(1f / 720));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(1f / 120));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(1f / 24));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(1f / 6));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Broadcast(0.5f));
        sum = TLanes.MultiplyAdd(sum, TLanes.Multiply(r, r), r);
        sum = TLanes.Add(sum, TLanes.Broadcast(1f));

        return TLanes.Scale(sum, n);
    }

    /// <summary>Natural logarithm; minus infinity at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Log<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes normal = TLanes.Broadcast(SmallestNormal);
        TLanes scaled = TLanes.ChooseLess(x, normal, TLanes.Multiply(x, TLanes.Broadcast(SubnormalScale)), x);
        TLanes exponent = TLanes.Exponent(scaled);
        exponent = TLanes.ChooseLess(x, normal, TLanes.Subtract(exponent, TLanes.Broadcast(SubnormalExponent)), exponent);
        TLanes mantissa = TLanes.Mantissa(scaled);
        TLanes limit = TLanes.Broadcast(SqrtTwo);
        exponent = TLanes.ChooseLess(limit, mantissa, TLanes.Add(exponent, one), exponent);
        mantissa = TLanes.ChooseLess(limit, mantissa, TLanes.Multiply(mantissa, TLanes.Broadcast(0.5f)), mantissa);

        // log(1 + f) = f - s (f - R) with s = f / (2 + f), R = 2 s^2 / 3 + 2 s^4 / 5 + ...
        TLanes f = TLanes.Subtract(mantissa, one);
        TLanes s = TLanes.Divide(f, TLanes.Add(f, TLanes.Broadcast(2f)));
        TLanes s2 = TLanes.Multiply(s, s);
        TLanes series = TLanes.MultiplyAdd(s2, TLanes.Broadcast(2f / 11), TLanes.Broadcast(2f / 9));
        series = TLanes.MultiplyAdd(series, s2, TLanes.Broadcast(2f / 7));
        series = TLanes.MultiplyAdd(series, s2, TLanes.Broadcast(2f / 5));
        series = TLanes.MultiplyAdd(series, s2, TLanes.Broadcast(2f / 3));
        series = TLanes.Multiply(series, s2);
        TLanes low = TLanes.Subtract(TLanes.Multiply(s, TLanes.Subtract(f, series)), TLanes.Multiply(exponent, TLanes.Broadcast(Ln2Low)));
        TLanes result = TLanes.MultiplyAdd(exponent, TLanes.Broadcast(Ln2High), TLanes.Subtract(f, low));

        TLanes zero = TLanes.Broadcast(0f);
        TLanes infinity = TLanes.Broadcast(float.PositiveInfinity);
        result = TLanes.ChooseLess(x, infinity, result, x);
        TLanes belowOrZero = TLanes.ChooseLess(x, zero, TLanes.Broadcast(float.NaN), TLanes.Broadcast(float.NegativeInfinity));
        return TLanes.ChooseLess(zero, x, result, TLanes.ChooseLess(x, one, belowOrZero, x));
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Sigmoid<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        return TLanes.Divide(one, TLanes.Add(one, Exp(TLanes.Subtract(TLanes.Broadcast(0f), x))));
    }

    /// <summary>Hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Tanh<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes a = TLanes.Abs(x);
        TLanes e = Exp(TLanes.Add(a, a));
        TLanes large = TLanes.Subtract(one, TLanes.Divide(TLanes.Broadcast(2f), TLanes.Add(e, one)));
        large = TLanes.ChooseLess(x, TLanes.Broadcast(0f), TLanes.Subtract(TLanes.Broadcast(0f), large), large);

        TLanes x2 = TLanes.Multiply(x, x);
        TLanes top = TLanes.Add(x2, TLanes.Broadcast(378f));
        top = TLanes.MultiplyAdd(top, x2, TLanes.Broadcast(17325f));
        top = TLanes.MultiplyAdd(top, x2, TLanes.Broadcast(135135f));
        TLanes bottom = TLanes.MultiplyAdd(x2, TLanes.Broadcast(28f), TLanes.Broadcast(3150f));
        bottom = TLanes.MultiplyAdd(bottom, x2, TLanes.Broadcast(62370f));
        bottom = TLanes.MultiplyAdd(bottom, x2, TLanes.Broadcast(135135f));
        TLanes small = TLanes.Multiply(x, TLanes.Divide(top, bottom));
        return TLanes.ChooseLess(a, TLanes.Broadcast(0.625f), small, large);
    }

    /// <summary>Error function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Erf<TLanes>(TLanes x)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes x2 = TLanes.Multiply(x, x);

        // |x| < 1: x times a polynomial in x^2, relative error 6e-8 before rounding.
        TLanes small = TLanes.MultiplyAdd(x2, TLanes.Broadcast(7.882497448e-5f), TLanes.Broadcast(-8.018855006e-4f));
        small = TLanes.MultiplyAdd(small, x2, TLanes.Broadcast(5.189312156e-3f));
        small = TLanes.MultiplyAdd(small, x2, TLanes.Broadcast(-2.685432881e-2f));
        small = TLanes.MultiplyAdd(small, x2, TLanes.Broadcast(0.1128359735f));
        small = TLanes.MultiplyAdd(small, x2, TLanes.Broadcast(-0.3761262596f));
        small = TLanes.MultiplyAdd(small, x2, TLanes.Broadcast(1.128379107f));
        small = TLanes.Multiply(small, x);

        // Else 1 - e^(-x^2) times a polynomial in 1 / (1 + |x| / 2), fitted on 1 to 4.2; beyond, e^(-x^2) leaves nothing of it.
        TLanes a = TLanes.Abs(x);
        TLanes t = TLanes.Divide(one, TLanes.MultiplyAdd(a, TLanes.Broadcast(0.5f), one));
        TLanes tail = TLanes.MultiplyAdd(t, TLanes.Broadcast(-5.796336383e-2f), TLanes.Broadcast(-4.376718029e-2f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Broadcast(0.3866577446f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Broadcast(0.1127484515f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Broadcast(0.3265717328f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Broadcast(0.2744554579f));
        tail = TLanes.MultiplyAdd(tail, t, TLanes.Broadcast(5.387506098e-4f));
        TLanes zero = TLanes.Broadcast(0f);
        TLanes large = TLanes.Subtract(one, TLanes.Multiply(tail, Exp(TLanes.Subtract(zero, x2))));
        large = TLanes.ChooseLess(x, zero, TLanes.Subtract(zero, large), large);
        return TLanes.ChooseLess(a, one, small, large);
    }
}
