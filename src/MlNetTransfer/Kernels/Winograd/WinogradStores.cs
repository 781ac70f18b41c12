using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Keeps what the columns gave for the rows.</summary>
internal readonly ref struct BetweenStore<TLanes>(ref float target, nint step) : IWinogradStore<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private readonly ref float _target = ref target;
    private readonly nint _step = step;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int index, TLanes value) => TLanes.Store(value, ref _target, index * _step);
}

/// <summary>Finishes pixels of a row: bias, residual, bounds.</summary>
internal ref struct PixelStore<TLanes> : IWinogradStore<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>The row's first pixel in the output.</summary>
    public ref float Output;

    /// <summary>The row's first pixel in the residual; a null reference for none.</summary>
    public ref readonly float Residual;

    /// <summary>Pixels that lie in the picture.</summary>
    public int Count;

    /// <summary>Added first.</summary>
    public TLanes Bias;

    /// <summary>Lower bound of the result.</summary>
    public TLanes Low;

    /// <summary>Upper bound of the result.</summary>
    public TLanes High;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Put(int index, TLanes value)
    {
        if (index >= Count)
        {
            return;
        }

        value = TLanes.Add(value, Bias);
        if (!Unsafe.IsNullRef(in Residual))
        {
            value = TLanes.Add(value, TLanes.Load(in Residual, index * BlockedLayout.Block));
        }

        TLanes.Store(TLanes.Min(High, TLanes.Max(Low, value)), ref Output, index * BlockedLayout.Block);
    }
}
