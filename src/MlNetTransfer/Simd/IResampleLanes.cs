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

    /// <summary>Loads Count numbers.</summary>
    static abstract TSelf Load(ref readonly int source, nuint offset);

    /// <summary>Stores Count numbers.</summary>
    static abstract void Store(TSelf value, ref int target, nuint offset);

    /// <summary>a / 2^count, rounded down.</summary>
    static abstract TSelf ShiftRight(TSelf a, int count);

    /// <summary>Stores Count bytes: each number clamped to 0 to 255.</summary>
    static abstract void StoreClamped(TSelf value, ref byte target, nuint offset);

    /// <summary>Stores Count bytes: each sum shifted right by <see cref="ResampleFixedPoint.Bits"/> and clamped to 0 to 255.</summary>
    static abstract void StoreBytes(TSelf value, ref byte target, nuint offset);
}
