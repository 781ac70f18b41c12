using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Tiles;

/// <summary>Rows of a matrix times one packed panel of columns: dense layers and run-time matrix products.</summary>
internal ref struct RowProduct
{
    /// <summary>First row of the left matrix.</summary>
    public ref readonly float Input;

    /// <summary>The panel, [k][2 vectors].</summary>
    public ref readonly float Weights;

    /// <summary>Added to each column; 2 vectors.</summary>
    public ref readonly float Bias;

    /// <summary>First row's first column of this panel.</summary>
    public ref float Output;

    /// <summary>k: length of a row.</summary>
    public int Length;

    /// <summary>Floats between rows of the left matrix.</summary>
    public int InputStep;

    /// <summary>Floats between rows of the output.</summary>
    public int OutputStep;

    /// <summary>Number of rows.</summary>
    public int Rows;

    /// <summary>Columns of this panel that exist.</summary>
    public int Columns;

    /// <summary>Lower bound of the result.</summary>
    public float Low;

    /// <summary>Upper bound of the result.</summary>
    public float High;

    /// <summary>Runs all rows in tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes>()
        where TLanes : struct, ILanes<TLanes>
    {
        int run = 0;
        bool whole = Columns == 2 * TLanes.Count;
        Span<float> edge = stackalloc float[2 * TileLimits.MaxHalf * 2 * F32x16.Count];
        TileCall call = new()
        {
            Runs = new ReadOnlySpan<int>(in run),
            LastRunLength = Length,
            InputStep = InputStep,
            OutputStep = whole ? OutputStep : 2 * TLanes.Count,
            VectorOutput = TLanes.Count,
            Low = Low,
            High = High,
        };
        scoped TileOperands operands = default;
        operands.Weights = ref Weights;
        operands.Bias = ref Bias;
        for (int row = 0; row < Rows;)
        {
            int count = Math.Min(Rows - row, 2 * TLanes.HalfTile);
            call.First = Math.Min(count, TLanes.HalfTile);
            call.Second = count - call.First;
            call.HalfInput = (nint)call.First * InputStep;
            call.HalfOutput = call.First * call.OutputStep;
            operands.Input = ref Unsafe.Add(ref Unsafe.AsRef(in Input), (nint)row * InputStep);
            ref float output = ref Unsafe.Add(ref Output, (nint)row * OutputStep);
            operands.Output = ref whole ? ref output : ref MemoryMarshal.GetReference(edge);
            TileKernel.Run<TLanes, DoubleRow<TLanes>, AnyStep>(in call, in operands);
            for (int r = 0; !whole && r < count; r++)
            {
                Span<float> target = MemoryMarshal.CreateSpan(ref Unsafe.Add(ref output, (nint)r * OutputStep), Columns);
                edge.Slice(r * 2 * TLanes.Count, Columns).CopyTo(target);
            }

            row += count;
        }
    }
}
