using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>F(2, 3): 4 products for 6.</summary>
internal readonly struct Winograd2 : IWinogradTransform
{
    public static int Outputs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<TLanes>(TLanes g0, TLanes g1, TLanes g2, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes u1 = TLanes.Multiply(TLanes.Add(TLanes.Add(g0, g2), g1), half);
        TLanes.Store(g0, ref target, 0);
        TLanes.Store(u1, ref target, targetStep);
        TLanes.Store(SecondPoint.Of(g0, g2, u1), ref target, 2 * targetStep);
        TLanes.Store(g2, ref target, 3 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes d0 = TLanes.Load(in source, 0);
        TLanes d1 = TLanes.Load(in source, sourceStep);
        TLanes d2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes d3 = TLanes.Load(in source, 3 * sourceStep);
        TLanes.Store(TLanes.Subtract(d0, d2), ref target, 0);
        TLanes.Store(TLanes.Add(d1, d2), ref target, targetStep);
        TLanes.Store(TLanes.Subtract(d2, d1), ref target, 2 * targetStep);
        TLanes.Store(TLanes.Subtract(d1, d3), ref target, 3 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLanes>(ref readonly float source, nint sourceStep, out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes m0 = TLanes.Load(in source, 0);
        TLanes m1 = TLanes.Load(in source, sourceStep);
        TLanes m2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes m3 = TLanes.Load(in source, 3 * sourceStep);
        y0 = TLanes.Add(m0, TLanes.Add(m1, m2));
        y1 = TLanes.Subtract(TLanes.Subtract(m1, m2), m3);
        y2 = y0;
        y3 = y1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes d0 = TLanes.Load(in source, 0);
        TLanes d1 = TLanes.Load(in source, sourceStep);
        TLanes.Store(d0, ref target, 0);
        TLanes.Store(TLanes.Add(d0, d1), ref target, targetStep);
        TLanes.Store(TLanes.Subtract(d0, d1), ref target, 2 * targetStep);
        TLanes.Store(TLanes.Subtract(TLanes.Broadcast(0f), d1), ref target, 3 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WeightGradient<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes u1 = TLanes.Load(in source, sourceStep);
        TLanes u2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes outer = TLanes.Multiply(half, TLanes.Add(u1, u2));
        TLanes.Store(TLanes.Add(TLanes.Load(in source, 0), outer), ref target, 0);
        TLanes.Store(TLanes.Multiply(half, TLanes.Subtract(u1, u2)), ref target, targetStep);
        TLanes.Store(TLanes.Add(outer, TLanes.Load(in source, 3 * sourceStep)), ref target, 2 * targetStep);
    }
}
