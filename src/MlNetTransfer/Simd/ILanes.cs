namespace MlNetTransfer.Simd;

/// <summary>A vector of 32-bit floats of fixed width: the one form in which kernels compute.</summary>
/// <remarks>
/// Offsets count floats. There are no bounds checks: kernels check their spans' lengths once. <see cref="MultiplyAdd"/> rounds once where the machine
/// fuses and twice where it does not, so that bits differ between machines; on one machine every call rounds the same way.
/// </remarks>
/// <typeparam name="TSelf">The implementing type.</typeparam>
internal interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Number of floats.</summary>
    static abstract int Count { get; }

    /// <summary>Half the rows of the largest register tile with two vectors in each row: 4 rows + 3 registers at most.</summary>
    static abstract int HalfTile { get; }

    static abstract TSelf Load(ref readonly float source, nint offset);

    static abstract void Store(TSelf value, ref float target, nint offset);

    static abstract TSelf Broadcast(float value);

    /// <summary>a b + c.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>sum = a b + sum, as <see cref="MultiplyAdd"/> rounds.</summary>
    /// <remarks>
    /// In tiles: where the JIT (.NET 10) stores straight to the sum it emits the form that overwrites it; through a copy it may overwrite a factor and move both, up to two
    /// moves for each multiply-add, which halve what is left of a core that another thread shares.
    /// </remarks>
    static abstract void Accumulate(ref TSelf sum, TSelf a, TSelf b);

    /// <summary>sum = a times what is loaded + sum, one instruction.</summary>
    static abstract void Accumulate(ref TSelf sum, TSelf a, ref readonly float source, nint offset);

    static abstract TSelf Add(TSelf a, TSelf b);

    static abstract TSelf Subtract(TSelf a, TSelf b);

    static abstract TSelf Multiply(TSelf a, TSelf b);

    static abstract TSelf Divide(TSelf a, TSelf b);

    /// <summary>The larger; a NaN in <paramref name="b"/> is kept, one in <paramref name="a"/> need not be.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller; a NaN in <paramref name="b"/> is kept, one in <paramref name="a"/> need not be.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    static abstract TSelf Sqrt(TSelf a);

    static abstract TSelf Abs(TSelf a);

    static abstract TSelf Floor(TSelf a);

    static abstract TSelf Ceiling(TSelf a);

    /// <summary>Nearest integer, ties to even.</summary>
    static abstract TSelf Round(TSelf a);

    /// <summary><paramref name="whenLess"/> where a &lt; b, else <paramref name="otherwise"/> (also where either is NaN).</summary>
    static abstract TSelf ChooseLess(TSelf a, TSelf b, TSelf whenLess, TSelf otherwise);

    /// <summary><paramref name="whenEqual"/> where a = b, else <paramref name="otherwise"/> (also where either is NaN).</summary>
    static abstract TSelf ChooseEqual(TSelf a, TSelf b, TSelf whenEqual, TSelf otherwise);

    /// <summary>2^n for integral n from -126 to 127.</summary>
    static abstract TSelf PowerOfTwo(TSelf n);

    /// <summary>a 2^n for integral n from -252 to 254.</summary>
    static abstract TSelf Scale(TSelf a, TSelf n);

    /// <summary>Unbiased exponent of a positive normal number.</summary>
    static abstract TSelf Exponent(TSelf a);

    /// <summary>A positive normal number scaled by a power of two into [1, 2).</summary>
    static abstract TSelf Mantissa(TSelf a);
}
