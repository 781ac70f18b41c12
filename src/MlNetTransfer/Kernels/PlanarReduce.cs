namespace MlNetTransfer.Kernels;

/// <summary>Reduction over any set of axes.</summary>
/// <remarks>
/// Kept axes give rows, reduced axes a table of offsets that is walked in index order with a double-precision accumulator, so that the sum
/// order never depends on threads. An empty set gives the neutral element (Mean: NaN). Reference: data/golden/nodes.
/// </remarks>
internal sealed class PlanarReduce : PlanarOperation
{
    private readonly PlanarReduceKind _kind;
    private readonly int[] _kept;
    private readonly int[] _reduced;

    /// <param name="kind">How elements are joined.</param>
    /// <param name="shape">Shape of the input.</param>
    /// <param name="isReduced">For each axis, whether it is reduced.</param>
    /// <param name="strides">Distance between pictures.</param>
    public PlanarReduce(PlanarReduceKind kind, ReadOnlySpan<int> shape, ReadOnlySpan<bool> isReduced, PlanarStrides strides)
        : this(kind, OffsetsOf(shape, isReduced, reduced: false), OffsetsOf(shape, isReduced, reduced: true), strides)
    {
    }

    private PlanarReduce(PlanarReduceKind kind, int[] kept, int[] reduced, PlanarStrides strides)
        : base(strides, kept.Length, reduced.Length)
    {
        _kind = kind;
        _kept = kept;
        _reduced = reduced;
    }

    protected override void RunRows(in PlanarOperands operands, int firstRow, int endRow)
    {
        for (int row = firstRow; row < endRow; row++)
        {
            ReadOnlySpan<float> input = _reduced.Length == 0 ? default : operands.Input[_kept[row]..];
            operands.Output[row] = (float)(_kind switch
            {
                PlanarReduceKind.Sum => Sum(input),
                PlanarReduceKind.Mean => Sum(input) / _reduced.Length,
                PlanarReduceKind.Max => Largest(input),
                PlanarReduceKind.Min => Smallest(input),
                PlanarReduceKind.Prod => Product(input),
                PlanarReduceKind.L2 => Math.Sqrt(SumOfSquares(input)),
                _ => IndexOfLargest(input),
            });
        }
    }

    /// <summary>Offsets that the kept, or the reduced, axes give, in row-major order.</summary>
    internal static int[] OffsetsOf(ReadOnlySpan<int> shape, ReadOnlySpan<bool> isReduced, bool reduced)
    {
        int[] strides = PlanarMoveMap.RowMajorStrides(shape);
        int[] offsets = [0];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (isReduced[axis] != reduced)
            {
                continue;
            }

            int[] next = new int[checked(offsets.Length * shape[axis])];
            for (int i = 0; i < next.Length; i++)
            {
                (int outer, int index) = Math.DivRem(i, shape[axis]);
                next[i] = offsets[outer] + (index * strides[axis]);
            }

            offsets = next;
        }

        return offsets;
    }

    private double Sum(ReadOnlySpan<float> input)
    {
        double sum = 0;
        foreach (int offset in _reduced)
        {
            sum += input[offset];
        }

        return sum;
    }

    private double SumOfSquares(ReadOnlySpan<float> input)
    {
        double sum = 0;
        foreach (int offset in _reduced)
        {
            sum += (double)input[offset] * input[offset];
        }

        return sum;
    }

    private double Product(ReadOnlySpan<float> input)
    {
        double product = 1;
        foreach (int offset in _reduced)
        {
            product *= input[offset];
        }

        return product;
    }

    private double Largest(ReadOnlySpan<float> input)
    {
        float largest = float.NegativeInfinity;
        foreach (int offset in _reduced)
        {
            largest = MathF.Max(largest, input[offset]);
        }

        return largest;
    }

    private double Smallest(ReadOnlySpan<float> input)
    {
        float smallest = float.PositiveInfinity;
        foreach (int offset in _reduced)
        {
            smallest = MathF.Min(smallest, input[offset]);
        }

        return smallest;
    }

    private double IndexOfLargest(ReadOnlySpan<float> input)
    {
        int best = 0;
        for (int i = 1; i < _reduced.Length; i++)
        {
            float value = input[_reduced[i]];
            float largest = input[_reduced[best]];
            if (value > largest || (_kind == PlanarReduceKind.ArgMaxLast && value == largest))
            {
                best = i;
            }
        }

        return best;
    }
}
