using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>How rows are stored: distance of rows, distance of a row's second vector, bounds.</summary>
internal readonly record struct TileStore<TLanes>(nint Step, nint Second, TLanes Low, TLanes High)
    where TLanes : struct, ILanes<TLanes>;
