using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Winograd;

/// <summary>Which of a row's transformed weights u0 to u(m + 1) are kept in slots, in the order u0, u(m + 1), u1, u3; u2 and u4 follow from them.</summary>
internal static class WinogradSlots
{
    /// <summary>Slots of a row of <paramref name="size"/> points: 3 of 4, 4 of 6.</summary>
    public static int Count(int size) => (size / 2) + 1;

    /// <summary>Slot of a point; null where it is a sum.</summary>
    public static int? Of(int point, int size) => point == 0 ? 0 : point == size - 1 ? 1 : point % 2 == 1 ? 2 + (point / 2) : null;
}

/// <summary>A point's weights from its slot.</summary>
internal readonly struct SlotPoint : ITileWeights
{
    public static bool Resumes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(ref readonly float weights, nint offset, nint distance)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load(in weights, offset);
}

/// <summary>u2 = u0 + u(m + 1) - u1 of <see cref="IWinogradTransform.Weights"/>, to the bit.</summary>
internal readonly struct SecondPoint : ITileWeights
{
    public static bool Resumes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(ref readonly float weights, nint offset, nint distance)
        where TLanes : struct, ILanes<TLanes> =>
        Of(TLanes.Load(in weights, offset), TLanes.Load(in weights, offset + distance), TLanes.Load(in weights, offset + (2 * distance)));

    /// <summary>u2 of u0, u(m + 1) and u1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes first, TLanes last, TLanes odd)
        where TLanes : struct, ILanes<TLanes> => TLanes.Subtract(TLanes.Add(first, last), odd);
}

/// <summary>u4 = u0 / 4 + u(m + 1) - u3 of <see cref="IWinogradTransform.Weights"/>, to the bit.</summary>
internal readonly struct FourthPoint : ITileWeights
{
    public static bool Resumes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(ref readonly float weights, nint offset, nint distance)
        where TLanes : struct, ILanes<TLanes> =>
        Of(TLanes.Load(in weights, offset), TLanes.Load(in weights, offset + distance), TLanes.Load(in weights, offset + (3 * distance)));

    /// <summary>u4 of u0, u(m + 1) and u3; a quarter is exact, so that fused or not gives the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Of<TLanes>(TLanes first, TLanes last, TLanes odd)
        where TLanes : struct, ILanes<TLanes> => TLanes.Subtract(TLanes.MultiplyAdd(TLanes.Broadcast(0.25f), first, last), odd);
}
