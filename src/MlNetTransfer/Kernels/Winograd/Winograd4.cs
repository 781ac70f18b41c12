using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>F(4, 3): 6 products for 12; rounds more than <see cref="Winograd2"/>.</summary>
/// <remarks>
/// Rows of G are multiplied by 4, -3, -3, 3, 3 and 1, those of B^T divided by it: G then has powers of two alone, and every other row is a sum of its neighbours
/// (<see cref="IWinogradTransform.Weights"/>).
/// </remarks>
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
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes u1 = TLanes.Multiply(TLanes.Add(TLanes.Add(g0, g2), g1), half);
        TLanes u3 = TLanes.MultiplyAdd(TLanes.Broadcast(1f / 8f), g0, TLanes.MultiplyAdd(TLanes.Broadcast(1f / 4f), g1, TLanes.Multiply(g2, half)));
        TLanes.Store(g0, ref target, 0);
        TLanes.Store(u1, ref target, targetStep);
        TLanes.Store(SecondPoint.Of(g0, g2, u1), ref target, 2 * targetStep);
        TLanes.Store(u3, ref target, 3 * targetStep);
        TLanes.Store(FourthPoint.Of(g0, g2, u3), ref target, 4 * targetStep);
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
        TLanes third = TLanes.Broadcast(1f / 3f);
        TLanes evenTwo = TLanes.Multiply(third, TLanes.Subtract(d4, d2));
        TLanes oddTwo = TLanes.Multiply(third, TLanes.Subtract(d3, d1));
        TLanes even = TLanes.Subtract(d2, evenTwo);
        TLanes odd = TLanes.Subtract(d1, oddTwo);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-1.25f), d2, TLanes.MultiplyAdd(TLanes.Broadcast(0.25f), d4, d0)), ref target, 0);
        TLanes.Store(TLanes.Add(even, odd), ref target, targetStep);
        TLanes.Store(TLanes.Subtract(even, odd), ref target, 2 * targetStep);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(2f), oddTwo, evenTwo), ref target, 3 * targetStep);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(-2f), oddTwo, evenTwo), ref target, 4 * targetStep);
        TLanes.Store(TLanes.MultiplyAdd(TLanes.Broadcast(4f), d1, TLanes.MultiplyAdd(TLanes.Broadcast(-5f), d3, d5)), ref target, 5 * targetStep);
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
        TLanes half = TLanes.Broadcast(0.5f);
        TLanes outer = TLanes.Multiply(half, TLanes.Add(u1, u2));
        TLanes outerTwo = TLanes.Add(u3, u4);
        TLanes first = TLanes.Add(TLanes.Load(in source, 0), TLanes.MultiplyAdd(TLanes.Broadcast(1f / 8f), outerTwo, outer));
        TLanes middle = TLanes.MultiplyAdd(TLanes.Broadcast(1f / 4f), TLanes.Subtract(u3, u4), TLanes.Multiply(half, TLanes.Subtract(u1, u2)));
        TLanes last = TLanes.Add(TLanes.MultiplyAdd(half, outerTwo, outer), TLanes.Load(in source, 5 * sourceStep));
        TLanes.Store(first, ref target, 0);
        TLanes.Store(middle, ref target, targetStep);
        TLanes.Store(last, ref target, 2 * targetStep);
    }
}
