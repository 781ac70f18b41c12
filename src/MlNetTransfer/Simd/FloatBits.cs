namespace MlNetTransfer.Simd;

/// <summary>Fields of an IEEE 754 binary32.</summary>
internal static class FloatBits
{
    /// <summary>Bits right of the exponent.</summary>
    public const int MantissaBits = 23;

    /// <summary>Stored exponent of 1.</summary>
    public const int ExponentBias = 127;

    /// <summary>The bits of the mantissa.</summary>
    public const int MantissaMask = (1 << MantissaBits) - 1;

    /// <summary>1.0f.</summary>
    public const int One = ExponentBias << MantissaBits;
}
