using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>One pixel times two vectors of output channels.</summary>
internal struct DoubleRow<TLanes> : ITileRows<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private TLanes _first;
    private TLanes _second;

    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static int Vectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    public static bool IsChannelwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(TLanes bias0, TLanes bias1)
    {
        _first = bias0;
        _second = bias1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Resume(ref readonly float sums, nint offset, nint step, nint second)
    {
        _first = TLanes.Load(in sums, offset);
        _second = TLanes.Load(in sums, offset + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(ref readonly float input, nint offset, nint step, in WeightPair<TLanes> weights)
    {
        TLanes x = TLanes.Broadcast(Unsafe.Add(ref Unsafe.AsRef(in input), offset));
        TLanes.Accumulate(ref _first, x, weights.First);
        TLanes.Accumulate(ref _second, x, weights.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
        _first = TLanes.Add(_first, TLanes.Load(in residual, offset));
        _second = TLanes.Add(_second, TLanes.Load(in residual, offset + second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
        Prefetch.Near(in residual, offset);
        Prefetch.Near(in residual, offset + second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float output, nint offset, in TileStore<TLanes> store)
    {
        TLanes.Store(TLanes.Min(store.High, TLanes.Max(store.Low, _first)), ref output, offset);
        TLanes.Store(TLanes.Min(store.High, TLanes.Max(store.Low, _second)), ref output, offset + store.Second);
    }
}
