namespace MlNetTransfer.Simd;

/// <summary>The fixed-point numbers of resampling: weights and sums with 22 bits after the point, as in Pillow's Resample.c.</summary>
internal static class ResampleFixedPoint
{
    /// <summary>Bits after the point: 32, less 8 for a byte and 2 for weights that sum to more than 1 in parts.</summary>
    internal const int Bits = 32 - 8 - 2;

    /// <summary>One half, the start of every sum.</summary>
    internal const int Half = 1 << (Bits - 1);
}
