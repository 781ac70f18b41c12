using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Largest register tiles of each lane width.</summary>
internal static class TileLimits
{
    /// <summary>Rows of half a tile at most; <see cref="TileKernel"/> has kernels up to this.</summary>
    public const int MaxHalf = 7;

    /// <summary>Rows of half a tile whose rows have two vectors.</summary>
    public static int HalfTile(LaneWidth width) => width switch
    {
        LaneWidth.Sixteen => F32x16.HalfTile,
        LaneWidth.Eight => F32x8.HalfTile,
        LaneWidth.Four => F32x4.HalfTile,
        _ => F32x1.HalfTile,
    };

    /// <summary>Rows of half a tile whose rows have one vector.</summary>
    public static int SingleVectorHalfTile(LaneWidth width) => Math.Min(MaxHalf, 2 * HalfTile(width));
}
