namespace MlNetTransfer.Simd;

/// <summary>A vector of 16-bit integers, cut into groups of eight, for codecs: one formula, three widths.</summary>
/// <remarks>
/// A group is one 128-bit register part. Interleaving, packing and pair sums stay inside their group, so that one body
/// transforms 1, 2 or 4 blocks of 8 x 8 side by side, or 8, 16 or 32 neighbouring samples. All arithmetic is exact and
/// wraps unless a name says "Saturated"; every width gives the same bits. Operations that end in <c>Int32</c> read the
/// same bits as 32-bit lanes. Loads and stores are unchecked: kernels check the lengths of their spans once, at entry.
/// </remarks>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface IInt16Lanes<TSelf>
    where TSelf : struct, IInt16Lanes<TSelf>
{
    /// <summary>Groups of eight lanes.</summary>
    static abstract int GroupCount { get; }

    static abstract TSelf Broadcast(short value);

    /// <summary>Fills every 32-bit lane with a pair, for <see cref="MultiplyAddPairs"/>.</summary>
    static abstract TSelf BroadcastPair(short low, short high);

    static abstract TSelf BroadcastInt32(int value);

    /// <summary>Loads 8 values and repeats them in every group.</summary>
    static abstract TSelf BroadcastGroup(ref readonly short source, nuint offset);

    /// <summary>Loads 8 values per group, the groups 64 values (one block) apart.</summary>
    static abstract TSelf LoadBlockRow(ref readonly short source, nuint offset);

    /// <summary>Loads neighbouring values.</summary>
    static abstract TSelf Load(ref readonly short source, nuint offset);

    /// <summary>Loads neighbouring bytes, each widened to 16 bits.</summary>
    static abstract TSelf LoadBytes(ref readonly byte source, nuint offset);

    /// <summary>Stores neighbouring values.</summary>
    static abstract void Store(TSelf value, ref short target, nuint offset);

    /// <summary>Stores the lanes' 16 bits as two bytes each, the low byte first.</summary>
    static abstract void StorePairs(TSelf value, ref byte target, nuint offset);

    /// <summary>Stores the lanes as neighbouring bytes, each clamped to 0..255.</summary>
    static abstract void StoreBytes(TSelf value, ref byte target, nuint offset);

    /// <summary>Stores two rows of signed bytes (clamped to -128..127) with 128 added to each.</summary>
    static abstract void StoreCentredRows(TSelf first, TSelf second, ref byte target, (nuint First, nuint Second) offsets);

    /// <summary>Stores pixels of three bytes, each clamped to 0..255.</summary>
    static abstract void StoreRgb(TSelf red, TSelf green, TSelf blue, ref byte target, nuint offset);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf MultiplyLow(TSelf a, TSelf b);

    /// <summary>The high 16 bits of each signed product.</summary>
    static abstract TSelf MultiplyHigh(TSelf a, TSelf b);

    static abstract TSelf Or(TSelf a, TSelf b);

    static abstract TSelf And(TSelf a, TSelf b);

    static abstract bool IsZero(TSelf value);

    static abstract TSelf ShiftLeft(TSelf value, int count);

    static abstract TSelf ShiftRight(TSelf value, int count);

    /// <summary>Sums of the products of neighbouring lanes, as 32-bit lanes.</summary>
    static abstract TSelf MultiplyAddPairs(TSelf a, TSelf b);

    static abstract TSelf AddInt32(TSelf a, TSelf b);

    static abstract TSelf SubtractInt32(TSelf a, TSelf b);

    static abstract TSelf ShiftRightInt32(TSelf value, int count);

    /// <summary>Narrows the 32-bit lanes of both, group by group, clamped to 16 bits.</summary>
    static abstract TSelf PackSaturatedInt32(TSelf a, TSelf b);

    static abstract TSelf InterleaveLow(TSelf a, TSelf b);

    static abstract TSelf InterleaveHigh(TSelf a, TSelf b);

    static abstract TSelf InterleaveLowInt32(TSelf a, TSelf b);

    static abstract TSelf InterleaveHighInt32(TSelf a, TSelf b);

    static abstract TSelf InterleaveLowInt64(TSelf a, TSelf b);

    static abstract TSelf InterleaveHighInt64(TSelf a, TSelf b);
}
