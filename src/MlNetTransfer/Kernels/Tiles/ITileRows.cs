using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Accumulators of some rows of a register tile, a row being one output pixel times one or two vectors of channels.</summary>
/// <remarks>
/// Rows are built by composition: <see cref="TileSum{TFirst, TSecond, TLanes}"/> of <see cref="SingleRow{TLanes}"/>, <see cref="DoubleRow{TLanes}"/> or
/// <see cref="ChannelRow{TLanes}"/>. After inlining, the JIT keeps every accumulator in its own register (.NET 10; 28 accumulators, no spills);
/// arrays of accumulators are 3 to 4 times slower.
/// </remarks>
/// <typeparam name="TLanes">Vector type.</typeparam>
internal interface ITileRows<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Number of rows.</summary>
    static abstract int Rows { get; }

    /// <summary>Vectors in each row: 1 or 2.</summary>
    static abstract int Vectors { get; }

    /// <summary>Whether each channel is computed by itself; every run then has one weight vector.</summary>
    static abstract bool IsChannelwise { get; }

    /// <summary>Sets every row to the bias.</summary>
    void Start(TLanes bias0, TLanes bias1);

    /// <summary>Goes on from stored sums; row i at <paramref name="offset"/> + i <paramref name="step"/>, its second vector <paramref name="second"/> further.</summary>
    void Resume(ref readonly float sums, nint offset, nint step, nint second);

    /// <summary>Adds input times weights; row i reads the input at <paramref name="offset"/> + i <paramref name="step"/>.</summary>
    void Multiply(ref readonly float input, nint offset, nint step, in WeightPair<TLanes> weights);

    /// <summary>Adds the residual; row i at <paramref name="offset"/> + i <paramref name="step"/>, its second vector <paramref name="second"/> further.</summary>
    void AddResidual(ref readonly float residual, nint offset, nint step, nint second);

    /// <summary>Asks for the residual early; places as in <see cref="AddResidual"/>.</summary>
    void FetchResidual(ref readonly float residual, nint offset, nint step, nint second);

    /// <summary>Stores min(max(row, low), high).</summary>
    void Store(ref float output, nint offset, in TileStore<TLanes> store);
}
