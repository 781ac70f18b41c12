using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>One pixel of a depthwise convolution: each channel of the vector by itself.</summary>
internal struct ChannelRow<TLanes> : ITileRows<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private TLanes _sum;

    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static int Vectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static bool IsChannelwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(TLanes bias0, TLanes bias1)
    {
        _sum = bias0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Resume(ref readonly float sums, nint offset, nint step, nint second)
    {
        _sum = TLanes.Load(in sums, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(ref readonly float input, nint offset, nint step, in WeightPair<TLanes> weights)
    {
        TLanes.Accumulate(ref _sum, weights.First, in input, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
        _sum = TLanes.Add(_sum, TLanes.Load(in residual, offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
        Prefetch.Near(in residual, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float output, nint offset, in TileStore<TLanes> store)
    {
        TLanes.Store(TLanes.Min(store.High, TLanes.Max(store.Low, _sum)), ref output, offset);
    }
}
