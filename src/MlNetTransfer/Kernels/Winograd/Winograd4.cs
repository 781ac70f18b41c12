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

    public static double[,] Kernel => new[,]
    {
        { 1.0 / 4, 0, 0 }, { -1.0 / 6, -1.0 / 6, -1.0 / 6 }, { -1.0 / 6, 1.0 / 6, -1.0 / 6 },
        { 1.0 / 24, 1.0 / 12, 1.0 / 6 }, { 1.0 / 24, -1.0 / 12, 1.0 / 6 }, { 0, 0, 1 },
    };

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
    public static void Output<TLanes, TStore>(ref readonly float source, nint sourceStep, scoped ref TStore store)
        where TLanes : struct, ILanes<TLanes>
        where TStore : struct, IWinogradStore<TLanes>, allows ref struct
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
        store.Put(0, TLanes.Add(m0, TLanes.Add(sum1, sum2)));
        store.Put(1, TLanes.MultiplyAdd(TLanes.Broadcast(2f), difference2, difference1));
        store.Put(2, TLanes.MultiplyAdd(TLanes.Broadcast(4f), sum2, sum1));
        store.Put(3, TLanes.Add(m5, TLanes.MultiplyAdd(TLanes.Broadcast(8f), difference2, difference1)));
    }
}
