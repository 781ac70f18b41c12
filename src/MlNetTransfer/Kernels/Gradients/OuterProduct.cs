using System.Runtime.CompilerServices;
using MlNetTransfer.Kernels.Tiles;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>
/// The register tile behind weight gradients: sums[r, v] += sum over pixels p of rows[p, r] vectors[p, v].
/// </summary>
/// <remarks>
/// r: up to <see cref="MaxRows"/> neighbouring floats of a pixel of x (input channels), broadcast; v: one or two vectors of a pixel of dY (output channels).
/// Both are read straight from their layouts. Sum order: pixels row by row in a register from zero, then one addition to what is there, if anything.
/// Reference: KernelsGradientReference in the tests; rates: `gradients` of the benchmarks.
/// </remarks>
internal ref struct OuterProduct
{
    /// <summary>Most rows of a tile.</summary>
    public const int MaxRows = 8;

    /// <summary>First pixel of x.</summary>
    public ref readonly float Rows;

    /// <summary>First pixel of dY.</summary>
    public ref readonly float Vectors;

    /// <summary>First sum.</summary>
    public ref float Sums;

    /// <summary>Number of rows of the tile.</summary>
    public int RowCount;

    /// <summary>Vectors of each row: 1 or 2.</summary>
    public int VectorCount;

    /// <summary>Pixels in a line.</summary>
    public int Width;

    /// <summary>Lines.</summary>
    public int Height;

    /// <summary>From one pixel of x to the next.</summary>
    public nint RowStep;

    /// <summary>From one line of x to the next.</summary>
    public nint RowLine;

    /// <summary>From one pixel of dY to the next.</summary>
    public nint VectorStep;

    /// <summary>From one line of dY to the next.</summary>
    public nint VectorLine;

    /// <summary>From the first vector of a pixel to the second.</summary>
    public nint SecondVector;

    /// <summary>From one row of sums to the next.</summary>
    public nint SumStep;

    /// <summary>Whether the products replace what is there.</summary>
    public bool IsFirst;

    /// <summary>Rows of the tiles that suit a lane width: accumulators and three more vectors fit the registers.</summary>
    public static int TileRows<TLanes>()
        where TLanes : struct, ILanes<TLanes> => TLanes.Count == F32x16.Count ? MaxRows : MaxRows / 2;

    /// <summary>Adds the tile's products.</summary>
    public readonly void Run<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        if (VectorCount == 2)
        {
            Run<TLanes, OuterDouble<TLanes>>();
        }
        else
        {
            Run<TLanes, OuterSingle<TLanes>>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TLanes, TRow>()
        where TLanes : struct, ILanes<TLanes>
        where TRow : struct, IOuterRows<TLanes>
    {
        switch (RowCount)
        {
            case 1:
                RunTile<TLanes, TRow>();
                break;
            case 2:
                RunTile<TLanes, OuterSum<TRow, TRow, TLanes>>();
                break;
            case 3:
                RunTile<TLanes, OuterSum<OuterSum<TRow, TRow, TLanes>, TRow, TLanes>>();
                break;
            case 4:
                RunTile<TLanes, OuterSum<OuterSum<TRow, TRow, TLanes>, OuterSum<TRow, TRow, TLanes>, TLanes>>();
                break;
            case 5:
                RunTile<TLanes, OuterSum<OuterSum<OuterSum<TRow, TRow, TLanes>, OuterSum<TRow, TRow, TLanes>, TLanes>, TRow, TLanes>>();
                break;
            case 6:
                RunTile<TLanes, OuterSum<OuterSum<OuterSum<TRow, TRow, TLanes>, OuterSum<TRow, TRow, TLanes>, TLanes>, OuterSum<TRow, TRow, TLanes>, TLanes>>();
                break;
            case 7:
                RunTile<TLanes, OuterSum<OuterSum<OuterSum<TRow, TRow, TLanes>, OuterSum<TRow, TRow, TLanes>, TLanes>, OuterSum<OuterSum<TRow, TRow, TLanes>, TRow, TLanes>, TLanes>>();
                break;
            default:
                RunTile<TLanes, OuterSum<OuterSum<OuterSum<TRow, TRow, TLanes>, OuterSum<TRow, TRow, TLanes>, TLanes>, OuterSum<OuterSum<TRow, TRow, TLanes>, OuterSum<TRow, TRow, TLanes>, TLanes>, TLanes>>();
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private readonly void RunTile<TLanes, TRows>()
        where TLanes : struct, ILanes<TLanes>
        where TRows : struct, IOuterRows<TLanes>
    {
        TRows sums = default;
        sums.Clear();
        nint rowStep = RowStep;
        nint vectorStep = VectorStep;
        nint second = SecondVector;
        ref float rowLine = ref Unsafe.AsRef(in Rows);
        ref float vectorLine = ref Unsafe.AsRef(in Vectors);
        for (int line = 0; line < Height; line++)
        {
            ref float row = ref rowLine;
            ref float vector = ref vectorLine;
            int remaining = Width;
            do
            {
                TLanes vector0 = TLanes.Load(in vector, 0);
                TLanes vector1 = TRows.Vectors == 2 ? TLanes.Load(in vector, second) : vector0;
                WeightPair<TLanes> pair = new(vector0, vector1);
                sums.Multiply(in row, 0, in pair);
                row = ref Unsafe.Add(ref row, rowStep);
                vector = ref Unsafe.Add(ref vector, vectorStep);
            }
            while (--remaining > 0);
            rowLine = ref Unsafe.Add(ref rowLine, RowLine);
            vectorLine = ref Unsafe.Add(ref vectorLine, VectorLine);
        }

        if (IsFirst)
        {
            sums.Store(ref Sums, 0, SumStep);
        }
        else
        {
            sums.AddTo(ref Sums, 0, SumStep);
        }
    }
}
