using System.Runtime.CompilerServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>How a register tile reads its weights, and what its sums start from.</summary>
internal interface ITileWeights
{
    /// <summary>Whether a tile goes on from the sums it finds (see <see cref="TileCall.SumStep"/>) and skips <see cref="TileCall.WeightSkip"/> floats after each run.</summary>
    static abstract bool Resumes { get; }

    /// <summary>One vector of weights.</summary>
    /// <param name="weights">Weights of the input being multiplied.</param>
    /// <param name="offset">Vector within them.</param>
    /// <param name="distance">Floats that a run's weights take: where weights are sums of several, from one of them to the next.</param>
    static abstract TLanes Load<TLanes>(ref readonly float weights, nint offset, nint distance)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>A panel's weights one after another; sums start from the bias.</summary>
internal readonly struct PanelWeights : ITileWeights
{
    public static bool Resumes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Load<TLanes>(ref readonly float weights, nint offset, nint distance)
        where TLanes : struct, ILanes<TLanes> => TLanes.Load(in weights, offset);
}
