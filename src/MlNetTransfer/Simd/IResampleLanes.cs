namespace MlNetTransfer.Simd;

/// <summary>A vector of 32-bit sums over bytes, for resampling pictures; one implementation for each width.</summary>
internal interface IResampleLanes<TSelf>
    where TSelf : struct, IResampleLanes<TSelf>
{
    /// <summary>Number of sums.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Broadcast(int value);

    /// <summary>Loads Count bytes as numbers 0 to 255.</summary>
    static abstract TSelf LoadBytes(ref readonly byte source, nuint offset);

    /// <summary>a x b + c modulo 2^32.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>Stores Count bytes: each sum shifted right by <see cref="ResampleFixedPoint.Bits"/> and clamped to 0 to 255.</summary>
    static abstract void StoreBytes(TSelf value, ref byte target, nuint offset);
}
