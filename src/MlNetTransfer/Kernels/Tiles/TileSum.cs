using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>The rows of <typeparamref name="TFirst"/> followed by those of <typeparamref name="TSecond"/>.</summary>
internal struct TileSum<TFirst, TSecond, TLanes> : ITileRows<TLanes>
    where TFirst : struct, ITileRows<TLanes>
    where TSecond : struct, ITileRows<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private TFirst _first;
    private TSecond _second;

    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.Rows + TSecond.Rows;
    }

    public static int Vectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.Vectors;
    }

    public static bool IsChannelwise
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.IsChannelwise;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Start(TLanes bias0, TLanes bias1)
    {
        _first = default;
        _second = default;
        _first.Start(bias0, bias1);
        _second.Start(bias0, bias1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Resume(ref readonly float sums, nint offset, nint step, nint second)
    {
        _first = default;
        _second = default;
        _first.Resume(in sums, offset, step, second);
        _second.Resume(in sums, offset + (TFirst.Rows * step), step, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(ref readonly float input, nint offset, nint step, in WeightPair<TLanes> weights)
    {
        _first.Multiply(in input, offset, step, in weights);
        _second.Multiply(in input, offset + (TFirst.Rows * step), step, in weights);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
        _first.AddResidual(in residual, offset, step, second);
        _second.AddResidual(in residual, offset + (TFirst.Rows * step), step, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void FetchResidual(ref readonly float residual, nint offset, nint step, nint second)
    {
        _first.FetchResidual(in residual, offset, step, second);
        _second.FetchResidual(in residual, offset + (TFirst.Rows * step), step, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(ref float output, nint offset, in TileStore<TLanes> store)
    {
        _first.Store(ref output, offset, in store);
        _second.Store(ref output, offset + (TFirst.Rows * store.Step), in store);
    }
}
