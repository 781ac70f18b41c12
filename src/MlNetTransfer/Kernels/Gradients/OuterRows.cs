using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Accumulators of some rows of a sum of outer products: a row is one input channel times one or two vectors of output channels.</summary>
/// <remarks>Built by composition, so that the JIT keeps every accumulator in its own register; see <see cref="ITileRows{TLanes}"/>.</remarks>
internal interface IOuterRows<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Number of rows.</summary>
    static abstract int Rows { get; }

    /// <summary>Vectors in each row: 1 or 2.</summary>
    static abstract int Vectors { get; }

    /// <summary>Sets every sum to zero.</summary>
    void Clear();

    /// <summary>Adds the product of row i's number, at <paramref name="offset"/> + i, and the vectors.</summary>
    void Multiply(ref readonly float input, nint offset, in WeightPair<TLanes> vectors);

    /// <summary>Adds row i to what is at <paramref name="offset"/> + i <paramref name="step"/>.</summary>
    void AddTo(ref float target, nint offset, nint step);

    /// <summary>Stores row i at <paramref name="offset"/> + i <paramref name="step"/>.</summary>
    void Store(ref float target, nint offset, nint step);
}

/// <summary>One row of one vector.</summary>
internal struct OuterSingle<TLanes> : IOuterRows<TLanes>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        _sum = TLanes.Broadcast(0f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(ref readonly float input, nint offset, in WeightPair<TLanes> vectors)
    {
        TLanes x = TLanes.Broadcast(Unsafe.Add(ref Unsafe.AsRef(in input), offset));
        TLanes.Accumulate(ref _sum, x, vectors.First);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(ref float target, nint offset, nint step) => TLanes.Store(TLanes.Add(TLanes.Load(in target, offset), _sum), ref target, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint offset, nint step) => TLanes.Store(_sum, ref target, offset);
}

/// <summary>One row of two vectors.</summary>
internal struct OuterDouble<TLanes> : IOuterRows<TLanes>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        _first = TLanes.Broadcast(0f);
        _second = TLanes.Broadcast(0f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(ref readonly float input, nint offset, in WeightPair<TLanes> vectors)
    {
        TLanes x = TLanes.Broadcast(Unsafe.Add(ref Unsafe.AsRef(in input), offset));
        TLanes.Accumulate(ref _first, x, vectors.First);
        TLanes.Accumulate(ref _second, x, vectors.Second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(ref float target, nint offset, nint step)
    {
        TLanes.Store(TLanes.Add(TLanes.Load(in target, offset), _first), ref target, offset);
        TLanes.Store(TLanes.Add(TLanes.Load(in target, offset + TLanes.Count), _second), ref target, offset + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint offset, nint step)
    {
        TLanes.Store(_first, ref target, offset);
        TLanes.Store(_second, ref target, offset + TLanes.Count);
    }
}

/// <summary>The rows of <typeparamref name="TFirst"/> followed by those of <typeparamref name="TSecond"/>.</summary>
internal struct OuterSum<TFirst, TSecond, TLanes> : IOuterRows<TLanes>
    where TFirst : struct, IOuterRows<TLanes>
    where TSecond : struct, IOuterRows<TLanes>
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Clear()
    {
        _first = default;
        _second = default;
        _first.Clear();
        _second.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Multiply(ref readonly float input, nint offset, in WeightPair<TLanes> vectors)
    {
        _first.Multiply(in input, offset, in vectors);
        _second.Multiply(in input, offset + TFirst.Rows, in vectors);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(ref float target, nint offset, nint step)
    {
        _first.AddTo(ref target, offset, step);
        _second.AddTo(ref target, offset + (TFirst.Rows * step), step);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float target, nint offset, nint step)
    {
        _first.Store(ref target, offset, step);
        _second.Store(ref target, offset + (TFirst.Rows * step), step);
    }
}
