using System.Runtime.CompilerServices;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Floats from one input pixel of a tile to the next, as a constant where it is one: it becomes an address displacement.</summary>
internal interface IPixelStep
{
    static abstract nint Of(nint step);

    /// <summary>Whether each pixel starts a cache line, so that the inputs of the tile after this can be asked for line by line.</summary>
    static abstract bool IsBlocked { get; }
}

/// <summary>Neighbouring pixels of a blocked layout.</summary>
internal readonly struct BlockStep : IPixelStep
{
    public static bool IsBlocked
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Of(nint step) => BlockedLayout.Block;
}

/// <summary>Every other pixel of a blocked layout.</summary>
internal readonly struct DoubleBlockStep : IPixelStep
{
    public static bool IsBlocked
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Of(nint step) => 2 * BlockedLayout.Block;
}

/// <summary>Neighbouring pixels of three channels.</summary>
internal readonly struct ThreeStep : IPixelStep
{
    public static bool IsBlocked
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Of(nint step) => 3;
}

/// <summary>Every other pixel of three channels.</summary>
internal readonly struct SixStep : IPixelStep
{
    public static bool IsBlocked
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Of(nint step) => 6;
}

/// <summary>Any distance.</summary>
internal readonly struct AnyStep : IPixelStep
{
    public static bool IsBlocked
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Of(nint step) => step;
}
