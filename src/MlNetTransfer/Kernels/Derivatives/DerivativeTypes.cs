using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Functions;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Derivatives;

// Derivatives as types: y is the function's value (ByOutput), x its argument (ByInput).

/// <summary>1 strictly between the bounds.</summary>
internal readonly struct ClampByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Broadcast(0f);
        return TLanes.ChooseLess(alpha, y, TLanes.ChooseLess(y, beta, TLanes.Broadcast(1f), zero), zero);
    }
}

/// <summary>1 where positive, else Alpha; value and argument have the same sign.</summary>
internal readonly struct LeakyReluDerivative : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseLess(TLanes.Broadcast(0f), y, TLanes.Broadcast(1f), alpha);
}

/// <summary>y (1 - y).</summary>
internal readonly struct SigmoidByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(y, TLanes.Subtract(TLanes.Broadcast(1f), y));
}

/// <summary>Alpha strictly between 0 and 1.</summary>
internal readonly struct HardSigmoidByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Broadcast(0f);
        return TLanes.ChooseLess(zero, y, TLanes.ChooseLess(y, TLanes.Broadcast(1f), alpha, zero), zero);
    }
}

/// <summary>1 - y^2.</summary>
internal readonly struct TanhByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        return TLanes.Multiply(TLanes.Subtract(one, y), TLanes.Add(one, y));
    }
}

/// <summary>1 where positive, else y + Alpha; Alpha is positive.</summary>
internal readonly struct EluByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseLess(TLanes.Broadcast(0f), y, TLanes.Broadcast(1f), TLanes.Add(y, alpha));
}

/// <summary>1 where positive, else Alpha e^x.</summary>
internal readonly struct EluByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseLess(TLanes.Broadcast(0f), x, TLanes.Broadcast(1f), TLanes.Multiply(alpha, VectorMath.Exp(x)));
}

/// <summary>Beta where positive, else y + Alpha Beta; both are positive.</summary>
internal readonly struct SeluByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseLess(TLanes.Broadcast(0f), y, beta, TLanes.MultiplyAdd(alpha, beta, y));
}

/// <summary>Beta where positive, else Beta Alpha e^x.</summary>
internal readonly struct SeluByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(beta, EluByInput.Of(x, alpha, beta));
}

/// <summary>s (1 + x (1 - s)) with s = sigmoid(x).</summary>
internal readonly struct SiluByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes s = VectorMath.Sigmoid(x);
        return TLanes.Multiply(s, TLanes.MultiplyAdd(x, TLanes.Subtract(one, s), one));
    }
}

/// <summary>0 below -3, 1 above 3, x / 3 + 1/2 between.</summary>
internal readonly struct HardSwishByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes limit = TLanes.Broadcast(3f);
        TLanes inside = TLanes.MultiplyAdd(x, TLanes.Broadcast(1f / 3), TLanes.Broadcast(0.5f));
        TLanes above = TLanes.ChooseLess(limit, x, TLanes.Broadcast(1f), inside);
        return TLanes.ChooseLess(x, TLanes.Broadcast(-3f), TLanes.Broadcast(0f), above);
    }
}

/// <summary>(1 + erf(x / sqrt 2)) / 2 + x e^(-x^2 / 2) / sqrt(2 pi).</summary>
internal readonly struct GeluByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes below = TLanes.MultiplyAdd(VectorMath.Erf(TLanes.Multiply(x, TLanes.Broadcast(0.707106781f))), half, half);
        TLanes density = VectorMath.Exp(TLanes.Multiply(TLanes.Multiply(x, x), TLanes.Broadcast(-0.5f)));
        return TLanes.MultiplyAdd(TLanes.Multiply(x, density), TLanes.Broadcast(0.398942280f), below);
    }
}

/// <summary>(1 + t) / 2 + x (1 - t^2) / 2 sqrt(2 / pi) (1 + 3 0.044715 x^2) with t the hyperbolic tangent of the function.</summary>
internal readonly struct GeluTanhByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes slope = TLanes.Broadcast(0.797884561f);
        TLanes square = TLanes.Multiply(x, x);
        TLanes cubic = TLanes.MultiplyAdd(square, TLanes.Broadcast(0.044715f), one);
        TLanes t = VectorMath.Tanh(TLanes.Multiply(TLanes.Multiply(slope, x), cubic));
        TLanes inner = TLanes.Multiply(slope, TLanes.MultiplyAdd(square, TLanes.Broadcast(3 * 0.044715f), one));
        TLanes rest = TLanes.Multiply(TLanes.Multiply(x, inner), TLanes.Multiply(TLanes.Subtract(one, t), TLanes.Add(one, t)));
        return TLanes.Multiply(half, TLanes.Add(TLanes.Add(one, t), rest));
    }
}

/// <summary>(1 - |y|)^2.</summary>
internal readonly struct SoftsignByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes rest = TLanes.Subtract(TLanes.Broadcast(1f), TLanes.Abs(y));
        return TLanes.Multiply(rest, rest);
    }
}

/// <summary>t + x s (1 - t^2) with t = tanh(softplus(x)) and s = sigmoid(x).</summary>
internal readonly struct MishByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes one = TLanes.Broadcast(1f);
        TLanes t = VectorMath.Tanh(Softplus.Of(x, alpha, beta));
        TLanes rest = TLanes.Multiply(TLanes.Subtract(one, t), TLanes.Add(one, t));
        return TLanes.MultiplyAdd(TLanes.Multiply(x, VectorMath.Sigmoid(x)), rest, t);
    }
}

/// <summary>2 e^(-x^2) / sqrt(pi).</summary>
internal readonly struct ErfByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(TLanes.Broadcast(1.12837917f), VectorMath.Exp(TLanes.Subtract(TLanes.Broadcast(0f), TLanes.Multiply(x, x))));
}

/// <summary>1 / (2 y).</summary>
internal readonly struct SqrtByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Divide(TLanes.Broadcast(0.5f), y);
}

/// <summary>-y^2.</summary>
internal readonly struct ReciprocalByOutput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes y, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Subtract(TLanes.Broadcast(0f), TLanes.Multiply(y, y));
}

/// <summary>The sign: -1, 0 or 1.</summary>
internal readonly struct AbsByInput : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Broadcast(0f);
        return TLanes.ChooseLess(x, zero, TLanes.Broadcast(-1f), TLanes.ChooseLess(zero, x, TLanes.Broadcast(1f), zero));
    }
}
