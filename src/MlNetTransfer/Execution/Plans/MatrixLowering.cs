using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Gemm and MatMul.</summary>
internal static class MatrixLowering
{
    public static string? Lower(LoweringNode node, Gemm gemm)
    {
        int a = gemm.TransposeA ? MovementLowering.Transposed(node, node.Input(0), [1, 0]) : node.Input(0);
        Shape rows = node.ShapeOf(a);
        Shape output = node.OutputShape();
        float[]? addend = node.Has(2) ? node.Floats(2) : [];
        float[]? bias = addend is null ? null : BiasOf(node, gemm, addend, output[1]);
        if (node.Constant(1) is { } weights)
        {
            int product = bias is null ? node.Temporary(output) : node.Declare();
            node.Emit(new DenseStep
            {
                Name = node.Name,
                Inputs = [a],
                Output = product,
                RowCount = rows[0],
                InputLength = rows[1],
                OutputLength = output[1],
                Weights = weights,
                InputMajor = !gemm.TransposeB,
                Factor = gemm.Alpha,
                Bias = bias ?? [],
                BiasTensor = gemm.Beta == 1f && bias is { Length: > 0 } && addend?.Length == bias.Length ? node.Constant(2) : null,
            });
            return bias is null ? AddScaled(node, product, gemm.Beta) : null;
        }

        int b = gemm.TransposeB ? MovementLowering.Transposed(node, node.Input(1), [1, 0]) : node.Input(1);
        int plain = node.Temporary(output);
        node.Emit(new MatMulStep { Name = node.Name, Inputs = [a, b], Output = plain, Spec = new MatMulSpec { M = rows[0], K = rows[1], N = output[1] } });
        int scaled = gemm.Alpha == 1f ? plain : ArithmeticLowering.Scaled(node, plain, gemm.Alpha);
        return AddScaled(node, scaled, gemm.Beta);
    }

    public static string? LowerProduct(LoweringNode node)
    {
        Shape left = node.InputShape(0);
        Shape right = node.InputShape(1);
        int a = left.Rank == 1 ? node.Reshaped(node.Input(0), new Shape(1, left[0])) : node.Input(0);
        int b = right.Rank == 1 ? node.Reshaped(node.Input(1), new Shape(right[0], 1)) : node.Input(1);
        (left, right) = (node.ShapeOf(a), node.ShapeOf(b));
        int[] batch = Broadcast(left.AsSpan()[..^2], right.AsSpan()[..^2]);
        var shape = new Shape([.. batch, left[left.Rank - 2], right[right.Rank - 1]]);
        int product = shape.Equals(node.OutputShape()) ? node.Declare() : node.Temporary(shape);
        if (node.Constant(1) is { } weights && right.Rank == 2)
        {
            node.Emit(new DenseStep
            {
                Name = node.Name,
                Inputs = [a],
                Output = product,
                RowCount = PlanarAxis.Of(left.AsSpan(), 0, left.Rank - 1).Length,
                InputLength = right[0],
                OutputLength = right[1],
                Weights = weights,
                InputMajor = true,
            });
        }
        else
        {
            EmitProduct(node, (a, b), batch, product);
        }

        if (!shape.Equals(node.OutputShape()))
        {
            node.EmitReshape(product);
        }

        return null;
    }

    private static void EmitProduct(LoweringNode node, (int A, int B) operands, int[] batch, int product)
    {
        Shape left = node.ShapeOf(operands.A);
        Shape right = node.ShapeOf(operands.B);
        int matrices = batch.Aggregate(1, (count, dimension) => checked(count * dimension));
        bool shared = PlanarAxis.Of(right.AsSpan(), 0, right.Rank - 2).Length == 1;
        int a = MovementLowering.Expanded(node, operands.A, new Shape([.. batch, left[left.Rank - 2], left[left.Rank - 1]]));
        int b = shared ? operands.B : MovementLowering.Expanded(node, operands.B, new Shape([.. batch, right[right.Rank - 2], right[right.Rank - 1]]));
        var spec = new MatMulSpec
        {
            M = left[left.Rank - 2],
            K = left[left.Rank - 1],
            N = right[right.Rank - 1],
            MatricesPerPicture = matrices,
            SharedSecond = shared,
        };
        node.Emit(new MatMulStep { Name = node.Name, Inputs = [a, b], Output = product, Spec = spec });
    }

    /// <summary>C as one addend for each column; null where it differs by row.</summary>
    private static float[]? BiasOf(LoweringNode node, Gemm gemm, float[] addend, int columns)
    {
        if (addend.Length == 0 || gemm.Beta == 0)
        {
            return [];
        }

        Shape shape = node.InputShape(2);
        bool perColumn = addend.Length == 1 || (addend.Length == columns && shape[shape.Rank - 1] == columns);
        float[] bias = new float[columns];
        for (int i = 0; i < columns && perColumn; i++)
        {
            bias[i] = gemm.Beta * addend[addend.Length == 1 ? 0 : i];
        }

        return perColumn ? bias : null;
    }

    private static string? AddScaled(LoweringNode node, int product, float beta)
    {
        if (!node.Has(2) || beta == 0)
        {
            node.Bind(product);
            return null;
        }

        int addend = beta == 1f ? node.Input(2) : ArithmeticLowering.Scaled(node, node.Input(2), beta);
        node.Emit(new BinaryStep { Name = node.Name, Inputs = [product, addend], Output = node.Declare(), Kind = PlanarBinaryKind.Add });
        return null;
    }

    private static int[] Broadcast(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        int[] result = new int[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            int left = i <= a.Length ? a[^i] : 1;
            int right = i <= b.Length ? b[^i] : 1;
            result[^i] = left == 1 ? right : left;
        }

        return result;
    }
}
