using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>Accumulators of some taps of a depthwise weight gradient, a vector of channels each.</summary>
/// <remarks>Built by composition, so that the JIT keeps every accumulator in its own register.</remarks>
internal interface IChannelTaps<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Taps beside each other.</summary>
    static abstract int Columns { get; }

    /// <summary>Lines of taps.</summary>
    static abstract int Lines { get; }

    /// <summary>Sets every sum to zero.</summary>
    void Clear();

    /// <summary>Adds x of each tap times a gradient; the tap of line i, column j reads at <paramref name="offset"/> + i line distances + j step distances.</summary>
    void Multiply(ref readonly float input, nint offset, (nint Step, nint Line) distances, TLanes gradient);

    /// <summary>Adds each tap's sum to what is at its place, as <see cref="Multiply"/> counts them.</summary>
    void AddTo(ref float target, nint offset, (nint Step, nint Line) distances);
}

/// <summary>One tap.</summary>
internal struct ChannelTap<TLanes> : IChannelTaps<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private TLanes _sum;

    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static int Lines
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
    public void Multiply(ref readonly float input, nint offset, (nint Step, nint Line) distances, TLanes gradient) =>
        TLanes.Accumulate(ref _sum, gradient, in input, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(ref float target, nint offset, (nint Step, nint Line) distances) =>
        TLanes.Store(TLanes.Add(TLanes.Load(in target, offset), _sum), ref target, offset);
}

/// <summary>The taps of <typeparamref name="TFirst"/> and, to their right, those of <typeparamref name="TSecond"/>.</summary>
internal struct TapsBeside<TFirst, TSecond, TLanes> : IChannelTaps<TLanes>
    where TFirst : struct, IChannelTaps<TLanes>
    where TSecond : struct, IChannelTaps<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private TFirst _first;
    private TSecond _second;

    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.Columns + TSecond.Columns;
    }

    public static int Lines
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.Lines;
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
    public void Multiply(ref readonly float input, nint offset, (nint Step, nint Line) distances, TLanes gradient)
    {
        _first.Multiply(in input, offset, distances, gradient);
        _second.Multiply(in input, offset + (TFirst.Columns * distances.Step), distances, gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(ref float target, nint offset, (nint Step, nint Line) distances)
    {
        _first.AddTo(ref target, offset, distances);
        _second.AddTo(ref target, offset + (TFirst.Columns * distances.Step), distances);
    }
}

/// <summary>The taps of <typeparamref name="TFirst"/> and, below them, those of <typeparamref name="TSecond"/>.</summary>
internal struct TapsBelow<TFirst, TSecond, TLanes> : IChannelTaps<TLanes>
    where TFirst : struct, IChannelTaps<TLanes>
    where TSecond : struct, IChannelTaps<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private TFirst _first;
    private TSecond _second;

    public static int Columns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.Columns;
    }

    public static int Lines
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TFirst.Lines + TSecond.Lines;
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
    public void Multiply(ref readonly float input, nint offset, (nint Step, nint Line) distances, TLanes gradient)
    {
        _first.Multiply(in input, offset, distances, gradient);
        _second.Multiply(in input, offset + (TFirst.Lines * distances.Line), distances, gradient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void AddTo(ref float target, nint offset, (nint Step, nint Line) distances)
    {
        _first.AddTo(ref target, offset, distances);
        _second.AddTo(ref target, offset + (TFirst.Lines * distances.Line), distances);
    }
}
