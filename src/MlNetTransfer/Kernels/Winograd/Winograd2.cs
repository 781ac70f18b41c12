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

    public static double[,] Kernel => new[,] { { 1, 0, 0 }, { 0.5, 0.5, 0.5 }, { 0.5, -0.5, 0.5 }, { 0, 0, 1 } };

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
    public static void Output<TLanes, TStore>(ref readonly float source, nint sourceStep, scoped ref TStore store)
        where TLanes : struct, ILanes<TLanes>
        where TStore : struct, IWinogradStore<TLanes>, allows ref struct
    {
        TLanes m0 = TLanes.Load(in source, 0);
        TLanes m1 = TLanes.Load(in source, sourceStep);
        TLanes m2 = TLanes.Load(in source, 2 * sourceStep);
        TLanes m3 = TLanes.Load(in source, 3 * sourceStep);
        store.Put(0, TLanes.Add(m0, TLanes.Add(m1, m2)));
        store.Put(1, TLanes.Subtract(TLanes.Subtract(m1, m2), m3));
    }
}
