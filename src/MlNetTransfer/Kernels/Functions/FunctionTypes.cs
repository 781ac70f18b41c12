using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Functions;

// The functions of ActivationKind, one small type each: together they are the table.

/// <summary><see cref="ActivationKind.None"/>.</summary>
internal readonly struct Identity : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        x;
}

/// <summary><see cref="ActivationKind.Clamp"/>.</summary>
internal readonly struct Clamp : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Min(beta, TLanes.Max(alpha, x));
}

/// <summary><see cref="ActivationKind.LeakyRelu"/>.</summary>
internal readonly struct LeakyRelu : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseLess(x, TLanes.Broadcast(0f), TLanes.Multiply(alpha, x), x);
}

/// <summary><see cref="ActivationKind.Sigmoid"/>.</summary>
internal readonly struct Sigmoid : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        VectorMath.Sigmoid(x);
}

/// <summary><see cref="ActivationKind.HardSigmoid"/>.</summary>
internal readonly struct HardSigmoid : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Min(TLanes.Broadcast(1f), TLanes.Max(TLanes.Broadcast(0f), TLanes.MultiplyAdd(alpha, x, beta)));
}

/// <summary><see cref="ActivationKind.Silu"/>.</summary>
internal readonly struct Silu : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(x, VectorMath.Sigmoid(x));
}

/// <summary><see cref="ActivationKind.HardSwish"/>.</summary>
internal readonly struct HardSwish : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(x, TLanes.Min(TLanes.Broadcast(1f), TLanes.Max(TLanes.Broadcast(0f), TLanes.MultiplyAdd(x, TLanes.Broadcast(1f / 6), TLanes.Broadcast(0.5f)))));
}

/// <summary><see cref="ActivationKind.Gelu"/>.</summary>
internal readonly struct Gelu : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(TLanes.Multiply(x, TLanes.Broadcast(0.5f)), TLanes.Add(TLanes.Broadcast(1f), VectorMath.Erf(TLanes.Multiply(x, TLanes.Broadcast(0.707106781f)))));
}

/// <summary><see cref="ActivationKind.GeluTanh"/>.</summary>
internal readonly struct GeluTanh : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes cube = TLanes.Multiply(TLanes.Multiply(x, x), x);
        TLanes inner = TLanes.Multiply(TLanes.Broadcast(0.797884561f), TLanes.MultiplyAdd(cube, TLanes.Broadcast(0.044715f), x));
        return TLanes.Multiply(TLanes.Multiply(x, TLanes.Broadcast(0.5f)), TLanes.Add(TLanes.Broadcast(1f), VectorMath.Tanh(inner)));
    }
}

/// <summary><see cref="ActivationKind.Tanh"/>.</summary>
internal readonly struct Tanh : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        VectorMath.Tanh(x);
}

/// <summary><see cref="ActivationKind.Elu"/>.</summary>
internal readonly struct Elu : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.ChooseLess(x, TLanes.Broadcast(0f), TLanes.Multiply(alpha, TLanes.Subtract(VectorMath.Exp(x), TLanes.Broadcast(1f))), x);
}

/// <summary><see cref="ActivationKind.Selu"/>.</summary>
internal readonly struct Selu : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(beta, Elu.Of(x, alpha, beta));
}

/// <summary><see cref="ActivationKind.Softplus"/>.</summary>
internal readonly struct Softplus : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes>
    {
        // max(x, 0) + log(1 + e^-|x|): nothing overflows. What rounding 1 + e loses is given back (Kahan).
        TLanes one = TLanes.Broadcast(1f);
        TLanes e = VectorMath.Exp(TLanes.Subtract(TLanes.Broadcast(0f), TLanes.Abs(x)));
        TLanes u = TLanes.Add(one, e);
        TLanes lost = TLanes.Divide(TLanes.Subtract(e, TLanes.Subtract(u, one)), u);
        return TLanes.Add(TLanes.Max(TLanes.Broadcast(0f), x), TLanes.Add(VectorMath.Log(u), lost));
    }
}

/// <summary><see cref="ActivationKind.Softsign"/>.</summary>
internal readonly struct Softsign : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Divide(x, TLanes.Add(TLanes.Broadcast(1f), TLanes.Abs(x)));
}

/// <summary><see cref="ActivationKind.Mish"/>.</summary>
internal readonly struct Mish : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Multiply(x, VectorMath.Tanh(Softplus.Of(x, alpha, beta)));
}

/// <summary><see cref="ActivationKind.Erf"/>.</summary>
internal readonly struct Erf : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        VectorMath.Erf(x);
}

/// <summary><see cref="ActivationKind.Exp"/>.</summary>
internal readonly struct Exp : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        VectorMath.Exp(x);
}

/// <summary><see cref="ActivationKind.Log"/>.</summary>
internal readonly struct Log : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        VectorMath.Log(x);
}

/// <summary><see cref="ActivationKind.Sqrt"/>.</summary>
internal readonly struct Sqrt : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Sqrt(x);
}

/// <summary><see cref="ActivationKind.Reciprocal"/>.</summary>
internal readonly struct Reciprocal : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Divide(TLanes.Broadcast(1f), x);
}

/// <summary><see cref="ActivationKind.Abs"/>.</summary>
internal readonly struct Abs : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Abs(x);
}

/// <summary><see cref="ActivationKind.Neg"/>.</summary>
internal readonly struct Negate : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Subtract(TLanes.Broadcast(0f), x);
}

/// <summary><see cref="ActivationKind.Floor"/>.</summary>
internal readonly struct Floor : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Floor(x);
}

/// <summary><see cref="ActivationKind.Ceil"/>.</summary>
internal readonly struct Ceiling : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.Ceiling(x);
}

/// <summary><see cref="ActivationKind.Affine"/>.</summary>
internal readonly struct Affine : IFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes x, TLanes alpha, TLanes beta)
        where TLanes : struct, ILanes<TLanes> =>
        TLanes.MultiplyAdd(alpha, x, beta);
}
