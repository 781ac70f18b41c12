using System.Runtime.CompilerServices;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Floats from one input pixel of a tile to the next, as a constant where it is one: it becomes an address displacement.</summary>
internal interface IPixelStep
{
    static abstract nint Of(nint step);
}

/// <summary>Neighbouring pixels of a blocked layout.</summary>
internal readonly struct BlockStep : IPixelStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Of(nint step) => BlockedLayout.Block;
}

/// <summary>Any distance.</summary>
internal readonly struct AnyStep : IPixelStep
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Of(nint step) => step;
}
