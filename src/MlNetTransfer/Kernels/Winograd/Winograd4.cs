using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>F(4, 3): 6 products for 12; rounds more than <see cref="Winograd2"/>.</summary>
internal readonly struct Winograd4 : IWinogradTransform
{
    public static int Outputs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights<TLanes>(TLanes g0, TLanes g1, TLanes g2, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sixth = TLanes.Broadcast(1f / 6f);
        TLanes middle = TLanes.Multiply(g1, sixth);
        TLanes minusOuter = TLanes.Multiply(TLanes.Add(g0, g2), TLanes.Broadcast(-1f / 6f));
        TLanes outerTwo = TLanes.MultiplyAdd(g0, TLanes.Broadcast(1f / 24f), TLanes.Multiply(g2, sixth));
        TLanes middleTwo = TLanes.Multiply(g1, TLanes.Broadcast(1f / 12f));
        TLanes.Store(TLanes.Multiply(g0, TLanes.Broadcast(1f / 4f)), ref target, 0);
        TLanes.Store(TLanes.Subtract(minusOuter, middle), ref target, targetStep);
        TLanes.Store(TLanes.Add(minusOuter, middle), ref target, 2 * targetStep);
        TLanes.Store(TLanes.Add(outerTwo, middleTwo), ref target, 3 * targetStep);
        TLanes.Store(TLanes.Subtract(outerTwo, middleTwo), ref target, 4 * targetStep);
        TLanes.Store(g2, ref target, 5 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes d0 = TLanes.Load(in source, 0);
        TLanes d1 = TLanes.Load(in source, sourceStep);
        TLanes d2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes d3 = TLanes.Load(in source, 3 * sourceStep);
        TLanes d4 = TLanes.Load(in source, 4 * sourceStep);
        TLanes d5 = TLanes.Load(in source, 5 * sourceStep);
        TLanes four = TLanes.Broadcast(4f);
        TLanes minusFour = TLanes.Broadcast(-4f);
        TLanes minusFive = TLanes.Broadcast(-5f);
        TLanes even = TLanes.MultiplyAdd(minusFour, d2, d4);
        TLanes odd = TLanes.MultiplyAdd(minusFour, d1, d3);
        TLanes evenTwo = TLanes.Subtract(d4, d2);
        TLanes oddTwo = TLanes.Multiply(TLanes.Broadcast(2f), TLanes.Subtract(d3, d1));
        TLanes.Store(TLanes.MultiplyAdd(four, d0, TLanes.MultiplyAdd(minusFive, d2, d4)), ref target, 0);
        TLanes.Store(TLanes.Add(even, odd), ref target, targetStep);
        TLanes.Store(TLanes.Subtract(even, odd), ref target, 2 * targetStep);
        TLanes.Store(TLanes.Add(evenTwo, oddTwo), ref target, 3 * targetStep);
        TLanes.Store(TLanes.Subtract(evenTwo, oddTwo), ref target, 4 * targetStep);
        TLanes.Store(TLanes.MultiplyAdd(four, d1, TLanes.MultiplyAdd(minusFive, d3, d5)), ref target, 5 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output<TLanes>(ref readonly float source, nint sourceStep, out TLanes y0, out TLanes y1, out TLanes y2, out TLanes y3)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes m0 = TLanes.Load(in source, 0);
        TLanes m1 = TLanes.Load(in source, sourceStep);
        TLanes m2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes m3 = TLanes.Load(in source, 3 * sourceStep);
        TLanes m4 = TLanes.Load(in source, 4 * sourceStep);
        TLanes m5 = TLanes.Load(in source, 5 * sourceStep);
        TLanes sum1 = TLanes.Add(m1, m2);
        TLanes difference1 = TLanes.Subtract(m1, m2);
        TLanes sum2 = TLanes.Add(m3, m4);
        TLanes difference2 = TLanes.Subtract(m3, m4);
        y0 = TLanes.Add(m0, TLanes.Add(sum1, sum2));
        y1 = TLanes.MultiplyAdd(TLanes.Broadcast(2f), difference2, difference1);
        y2 = TLanes.MultiplyAdd(TLanes.Broadcast(4f), sum2, sum1);
        y3 = TLanes.Add(m5, TLanes.MultiplyAdd(TLanes.Broadcast(8f), difference2, difference1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void OutputGradient<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes d0 = TLanes.Load(in source, 0);
        TLanes d1 = TLanes.Load(in source, sourceStep);
        TLanes d2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes d3 = TLanes.Load(in source, 3 * sourceStep);
        TLanes even = TLanes.Add(d0, d2);
        TLanes odd = TLanes.Add(d1, d3);
        TLanes evenTwo = TLanes.MultiplyAdd(TLanes.Broadcast(4f), d2, d0);
        TLanes oddTwo = TLanes.MultiplyAdd(TLanes.Broadcast(8f), d3, TLanes.Add(d1, d1));
        TLanes.Store(d0, ref target, 0);
        TLanes.Store(TLanes.Add(even, odd), ref target, targetStep);
        TLanes.Store(TLanes.Subtract(even, odd), ref target, 2 * targetStep);
        TLanes.Store(TLanes.Add(evenTwo, oddTwo), ref target, 3 * targetStep);
        TLanes.Store(TLanes.Subtract(evenTwo, oddTwo), ref target, 4 * targetStep);
        TLanes.Store(d3, ref target, 5 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WeightGradient<TLanes>(ref readonly float source, nint sourceStep, ref float target, nint targetStep)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes u1 = TLanes.Load(in source, sourceStep);
        TLanes u2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes u3 = TLanes.Load(in source, 3 * sourceStep);
        TLanes u4 = TLanes.Load(in source, 4 * sourceStep);
        TLanes sixth = TLanes.Broadcast(1f / 6f);
        TLanes minusOuter = TLanes.Multiply(TLanes.Add(u1, u2), TLanes.Broadcast(-1f / 6f));
        TLanes outerTwo = TLanes.Add(u3, u4);
        TLanes first = TLanes.MultiplyAdd(TLanes.Broadcast(1f / 4f), TLanes.Load(in source, 0), TLanes.MultiplyAdd(TLanes.Broadcast(1f / 24f), outerTwo, minusOuter));
        TLanes middle = TLanes.MultiplyAdd(TLanes.Broadcast(1f / 12f), TLanes.Subtract(u3, u4), TLanes.Multiply(sixth, TLanes.Subtract(u2, u1)));
        TLanes last = TLanes.Add(TLanes.MultiplyAdd(sixth, outerTwo, minusOuter), TLanes.Load(in source, 5 * sourceStep));
        TLanes.Store(first, ref target, 0);
        TLanes.Store(middle, ref target, targetStep);
        TLanes.Store(last, ref target, 2 * targetStep);
    }
}
