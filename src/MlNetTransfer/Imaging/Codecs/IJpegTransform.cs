using MlNetTransfer.Simd;

namespace MlNetTransfer.Imaging.Codecs;

/// <summary>One method of the inverse transform: eight values at a time, lanes across the other axis.</summary>
internal interface IJpegTransform
{
    /// <summary>First pass, over the columns of dequantised coefficients.</summary>
    static abstract void Columns<TLanes>(ref JpegRows<TLanes> rows)
        where TLanes : struct, IInt16Lanes<TLanes>;

    /// <summary>Second pass; leaves samples minus 128, not yet clamped to 8 bits.</summary>
    static abstract void Rows<TLanes>(ref JpegRows<TLanes> rows)
        where TLanes : struct, IInt16Lanes<TLanes>;

    /// <summary>The sample of a block whose only coefficient is its mean.</summary>
    static abstract byte Flat(short coefficient, short multiplier);
}
