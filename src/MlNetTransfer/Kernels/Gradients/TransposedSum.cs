using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MlNetTransfer.Simd;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>target[c, r] += source[r, c]: sums of a weight gradient, [input and tap][output], go to where weights are [output][input and tap].</summary>
internal ref struct TransposedSum
{
    // A line of the target, and rows of the source that stay in the first cache while all columns pass.
    private const int Line = 16;
    private const int BlockRows = 128;

    /// <summary>First row of the source.</summary>
    public ReadOnlySpan<float> Source;

    /// <summary>Floats from one row of the source to the next.</summary>
    public int SourceStep;

    /// <summary>First row of the target.</summary>
    public Span<float> Target;

    /// <summary>Floats from one row of the target to the next.</summary>
    public int TargetStep;

    /// <summary>Rows of the source.</summary>
    public int Rows;

    /// <summary>Columns of the source.</summary>
    public int Columns;

    /// <summary>Adds.</summary>
    public readonly void Run()
    {
        BufferChecks.Holds(Source.Length, ((long)(Rows - 1) * SourceStep) + Columns, nameof(Source));
        BufferChecks.Holds(Target.Length, ((long)(Columns - 1) * TargetStep) + Rows, nameof(Target));
        for (int row = 0; row < Rows; row += BlockRows)
        {
            int end = Math.Min(row + BlockRows, Rows);
            int column = 0;
            for (; column + FloatTranspose.Size <= Columns; column += FloatTranspose.Size)
            {
                AddColumns(column, row, end);
            }

            for (; column < Columns; column++)
            {
                AddColumn(column, row, end);
            }
        }
    }

    /// <summary>Adds four columns; fetches the target of the next four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddColumns(int column, int row, int end)
    {
        nint step = TargetStep;
        ref float target = ref Unsafe.Add(ref MemoryMarshal.GetReference(Target), (column * step) + row);
        ref float source = ref Unsafe.Add(ref MemoryMarshal.GetReference(Source), ((nint)row * SourceStep) + column);
        int r = row;
        for (; r + Line <= end; r += Line)
        {
            for (int i = FloatTranspose.Size; i < 2 * FloatTranspose.Size; i++)
            {
                Prefetch.Near(in target, i * step);
            }

            for (int i = 0; i < Line; i += FloatTranspose.Size)
            {
                FloatTranspose.Add(in source, SourceStep, ref target, step);
                source = ref Unsafe.Add(ref source, FloatTranspose.Size * SourceStep);
                target = ref Unsafe.Add(ref target, FloatTranspose.Size);
            }
        }

        for (int c = column; c < column + FloatTranspose.Size && r < end; c++)
        {
            AddColumn(c, r, end);
        }
    }

    private readonly void AddColumn(int column, int row, int end)
    {
        for (int r = row; r < end; r++)
        {
            Target[(column * TargetStep) + r] += Source[(r * SourceStep) + column];
        }
    }
}
