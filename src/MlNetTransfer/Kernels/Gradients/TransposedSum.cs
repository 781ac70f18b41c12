using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNetTransfer.Kernels.Gradients;

/// <summary>target[c, r] += source[r, c].</summary>
internal ref struct TransposedSum
{
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run()
    {
        BufferChecks.Holds(Source.Length, ((long)(Rows - 1) * SourceStep) + Columns, nameof(Source));
        BufferChecks.Holds(Target.Length, ((long)(Columns - 1) * TargetStep) + Rows, nameof(Target));
        ref float source = ref MemoryMarshal.GetReference(Source);
        ref float target = ref MemoryMarshal.GetReference(Target);
        for (int c = 0; c < Columns; c++)
        {
            ref float to = ref Unsafe.Add(ref target, (nint)c * TargetStep);
            for (int r = 0; r < Rows; r++)
            {
                Unsafe.Add(ref to, r) += Unsafe.Add(ref source, ((nint)r * SourceStep) + c);
            }
        }
    }
}
