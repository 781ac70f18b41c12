namespace MlNetTransfer.Simd;

/// <summary>A few doubles that are computed on together: the vocabulary of the dense linear algebra kernels.</summary>
internal interface IDenseLanes<TSelf>
    where TSelf : struct, IDenseLanes<TSelf>
{
    /// <summary>Number of doubles.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> doubles.</summary>
    static abstract TSelf Load(ref readonly double source, nuint offset);

    /// <summary>Writes <see cref="Count"/> doubles.</summary>
    static abstract void Store(TSelf value, ref double target, nuint offset);

    /// <summary>The same value in every lane.</summary>
    static abstract TSelf Broadcast(double value);

    /// <summary>a * b + c, rounded once where the machine can.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>a + b.</summary>
    static abstract TSelf Add(TSelf a, TSelf b);

    /// <summary>a - b.</summary>
    static abstract TSelf Subtract(TSelf a, TSelf b);

    /// <summary>a * b.</summary>
    static abstract TSelf Multiply(TSelf a, TSelf b);
}
