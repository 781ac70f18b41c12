namespace MlNetTransfer.Kernels;

/// <summary>Offsets of two operands that are broadcast to one shape: joined axes, strides 0 where an operand is repeated.</summary>
internal sealed class PlanarBroadcast
{
    private readonly int[] _dimensions;
    private readonly int[] _stridesA;
    private readonly int[] _stridesB;

    /// <summary>Prepares the offsets.</summary>
    /// <param name="output">The common shape.</param>
    /// <param name="a">Shape of the first operand, broadcastable to <paramref name="output"/>.</param>
    /// <param name="b">Shape of the second operand, broadcastable to <paramref name="output"/>.</param>
    public PlanarBroadcast(ReadOnlySpan<int> output, ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int[] stridesA = Strides(output, a);
        int[] stridesB = Strides(output, b);
        var axes = new List<(int Dimension, int A, int B)>();
        for (int axis = 0; axis < output.Length; axis++)
        {
            (int dimension, int strideA, int strideB) = (output[axis], stridesA[axis], stridesB[axis]);
            if (dimension == 1)
            {
                continue;
            }

            bool joins = axes.Count > 0 && axes[^1].A == strideA * dimension && axes[^1].B == strideB * dimension;
            if (joins)
            {
                axes[^1] = (checked(axes[^1].Dimension * dimension), strideA, strideB);
            }
            else
            {
                axes.Add((dimension, strideA, strideB));
            }
        }

        if (axes.Count == 0)
        {
            axes.Add((1, 0, 0));
        }

        _dimensions = [.. axes.Select(axis => axis.Dimension)];
        _stridesA = [.. axes.Select(axis => axis.A)];
        _stridesB = [.. axes.Select(axis => axis.B)];
        RowLength = _dimensions[^1];
        RowCount = _dimensions.Contains(0) ? 0 : _dimensions[..^1].Aggregate(1, (product, dimension) => checked(product * dimension));
    }

    /// <summary>Elements of a row.</summary>
    public int RowLength { get; }

    /// <summary>Number of rows.</summary>
    public int RowCount { get; }

    /// <summary>Distance of neighbours of a row in the first operand: 0 or 1.</summary>
    public int RowStepA => _stridesA[^1];

    /// <summary>Distance of neighbours of a row in the second operand: 0 or 1.</summary>
    public int RowStepB => _stridesB[^1];

    /// <summary>Where a row starts in each operand.</summary>
    public (int A, int B) RowOffsets(int row)
    {
        int a = 0;
        int b = 0;
        for (int axis = _dimensions.Length - 2; axis >= 0; axis--)
        {
            (row, int index) = Math.DivRem(row, _dimensions[axis]);
            a += index * _stridesA[axis];
            b += index * _stridesB[axis];
        }

        return (a, b);
    }

    private static int[] Strides(ReadOnlySpan<int> output, ReadOnlySpan<int> shape)
    {
        int[] strides = new int[output.Length];
        int stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            int dimension = shape[axis];
            strides[axis + output.Length - shape.Length] = dimension == 1 ? 0 : stride;
            stride = checked(stride * dimension);
        }

        return strides;
    }
}
