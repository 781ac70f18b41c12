using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>Matrix products. A picture that is flattened right before one stays as it is: the rows of the matrix are put in its order instead.</summary>
internal static class MatrixOperators
{
    /// <summary>The rows.</summary>
    public static readonly TensorFlowOperator[] Rows = [new("MatMul", 2, 2, MatMul)];

    private static TranslatedValue[] MatMul(NodeTranslation t)
    {
        bool transposeA = t.Flag("transpose_a", false);
        bool transposeB = t.Flag("transpose_b", false);
        if (t.Dimensions(0) is { Length: not 2 } || t.Dimensions(1) is { Length: not 2 })
        {
            throw t.Fail($"reads '{t.Input(0).Name}' and '{t.Input(1).Name}'; two matrices were expected");
        }

        (string a, string b) = (t.AsInFile(0), t.AsInFile(1));
        if (transposeA || transposeB)
        {
            return t.Result(new Gemm(1, 1, transposeA, transposeB), false, a, b);
        }

        return FlattenedPicture(t, a, b) is { } picture
            ? t.Result(new MatMul(), false, t.Emit("flat", new Flatten(1), picture), RowsInOrder(t, picture, b))
            : t.Result(new MatMul(), false, a, b);
    }

    // The [N, C, H, W] that was transposed and flattened to a; null when a is something else, or b is no constant.
    private static string? FlattenedPicture(NodeTranslation t, string a, string b)
    {
        Node? flattened = t.Builder.WriterOf(a);
        Node? moved = flattened is { Operator: Reshape } ? t.Builder.WriterOf(flattened.Inputs[0]) : null;
        if (moved is not { Operator: Transpose { Permutation: { } order } } || !order.SequenceEqual(Layouts.AxisOf) || !t.Builder.Constants.ContainsKey(b))
        {
            return null;
        }

        // [N, H * W * C] with N as it was: nothing but a flattening.
        bool isFlattening = t.Builder.DimensionsOf(moved.Inputs[0]) is [var n, { IsConstant: true } c, { IsConstant: true } h, { IsConstant: true } w]
            && t.Builder.DimensionsOf(a) is [var rows, { IsConstant: true } length]
            && rows == n && !n.IsUnknown && length.Constant == checked(c.Constant * h.Constant * w.Constant) && t.Builder.DimensionsOf(b)![0] == length;
        return isFlattening ? moved.Inputs[0] : null;
    }

    private static string RowsInOrder(NodeTranslation t, string picture, string b)
    {
        Dimension[] d = t.Builder.DimensionsOf(picture)!;
        Dimension columns = t.Builder.DimensionsOf(b)![1];
        long length = t.Builder.DimensionsOf(b)![0].Constant;
        string apart = t.Emit("hwcm", new Reshape(), b, t.Builder.Integers(d[2].Constant, d[3].Constant, d[1].Constant, columns.Constant));
        string moved = t.Emit("chwm", new Transpose([2, 0, 1, 3]), apart);
        return t.Emit("rows", new Reshape(), moved, t.Builder.Integers(length, columns.Constant));
    }
}
