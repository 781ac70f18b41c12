using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Weights of one input channel for the output channels of a panel; <see cref="Second"/> is unused where rows have one vector.</summary>
internal readonly record struct WeightPair<TLanes>(TLanes First, TLanes Second)
    where TLanes : struct, ILanes<TLanes>;
