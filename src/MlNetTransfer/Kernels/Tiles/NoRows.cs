using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>No rows: the second half of a tile that has only one.</summary>
internal struct NoRows<TLanes> : ITileRows<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 0;
    }

    public static int Vectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static bool IsChannelwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start(TLanes bias0, TLanes bias1)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Resume(ref readonly float sums, nint offset, nint step, nint second)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Multiply(ref readonly float input, nint offset, nint step, in WeightPair<TLanes> weights)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float output, nint offset, in TileStore<TLanes> store)
    {
    }
}
