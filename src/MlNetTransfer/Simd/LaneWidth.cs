namespace MlNetTransfer.Simd;

/// <summary>Number of floats in a vector; the numeric value is the count.</summary>
internal enum LaneWidth
{
    /// <summary>Scalar.</summary>
    One = 1,

    /// <summary>128 bits.</summary>
    Four = 4,

    /// <summary>256 bits.</summary>
    Eight = 8,

    /// <summary>512 bits.</summary>
    Sixteen = 16,
}
