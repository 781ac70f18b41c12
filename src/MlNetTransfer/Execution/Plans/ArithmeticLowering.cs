using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Functions of two and more operands with broadcasting.</summary>
internal static class ArithmeticLowering
{
    public static string? Lower(LoweringNode node)
    {
        switch (node.Operator)
        {
            case Where:
                node.Emit(new SelectStep { Name = node.Name, Inputs = [node.Input(0), node.Input(1), node.Input(2)], Output = node.Declare() });
                return null;
            case PRelu:
                Join(node, PlanarBinaryKind.PRelu, node.Declare());
                return null;
            case Mean when node.InputCount > 1:
                int sum = node.Temporary(node.OutputShape());
                Join(node, PlanarBinaryKind.Add, sum);
                int factor = node.Constant(Shape.Scalar, [1f / node.InputCount]);
                node.Emit(new BinaryStep { Name = node.Name, Inputs = [sum, factor], Output = node.Declare(), Kind = PlanarBinaryKind.Mul });
                return null;
        }

        if (node.InputCount == 1)
        {
            node.EmitReshape(node.Input(0));
            return null;
        }

        Join(node, KindOf(node), node.Declare());
        return null;
    }

    /// <summary>A value times a number.</summary>
    public static int Scaled(LoweringNode node, int value, float factor)
    {
        int output = node.Temporary(node.ShapeOf(value));
        node.Emit(new BinaryStep { Name = node.Name, Inputs = [value, node.Constant(Shape.Scalar, [factor])], Output = output, Kind = PlanarBinaryKind.Mul });
        return output;
    }

    private static PlanarBinaryKind KindOf(LoweringNode node) => node.Operator switch
    {
        Add or Sum => PlanarBinaryKind.Add,
        Sub => PlanarBinaryKind.Sub,
        Mul => PlanarBinaryKind.Mul,
        Div => node.InputType(0) is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 ? PlanarBinaryKind.Div : PlanarBinaryKind.IntegerDiv,
        Pow => PlanarBinaryKind.Pow,
        Min => PlanarBinaryKind.Min,
        Max => PlanarBinaryKind.Max,
        Equal => PlanarBinaryKind.Equal,
        _ => throw new InvalidOperationException($"Unknown operator {node.Operator.Name}."),
    };

    /// <summary>f(f(a, b), c)...; every partial result has the final shape's part that is known so far.</summary>
    private static void Join(LoweringNode node, PlanarBinaryKind kind, int output)
    {
        int value = node.Input(0);
        for (int i = 1; i < node.InputCount; i++)
        {
            int next = node.Input(i);
            int result = i == node.InputCount - 1 ? output : node.Temporary(Broadcast(node.ShapeOf(value), node.ShapeOf(next)));
            node.Emit(new BinaryStep { Name = node.Name, Inputs = [value, next], Output = result, Kind = kind });
            value = result;
        }
    }

    private static Shape Broadcast(Shape a, Shape b)
    {
        int[] dimensions = new int[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= dimensions.Length; i++)
        {
            int left = i <= a.Rank ? a[a.Rank - i] : 1;
            int right = i <= b.Rank ? b[b.Rank - i] : 1;
            dimensions[^i] = left == 1 ? right : left;
        }

        return new Shape(dimensions);
    }
}
