using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>Shapes of matrix products.</summary>
internal static class MatrixRules
{
    public static InferredValue[] Gemm(RuleContext context, Gemm gemm)
    {
        Dimension[]? a = context.Dimensions(0, 2);
        Dimension[]? b = context.Dimensions(1, 2);
        Dimension rows = a is null ? Dimension.Unknown : a[gemm.TransposeA ? 1 : 0];
        Dimension columns = b is null ? Dimension.Unknown : b[gemm.TransposeB ? 0 : 1];
        if (a is not null && b is not null)
        {
            CheckInner(context, a[gemm.TransposeA ? 0 : 1], b[gemm.TransposeB ? 1 : 0]);
        }

        Dimension[] result = [rows, columns];
        if (context.Optional(2)?.Dimensions is { } c)
        {
            Dimension[] joint = BroadcastRules.Join(context, result, c)!;
            if (joint.Length != 2 || (rows.IsConstant && joint[0] != rows) || (columns.IsConstant && joint[1] != columns))
            {
                throw context.Fail($"adds {context.Describe(2)} to a product of shape [{rows}, {columns}]");
            }
        }

        return context.Result(result);
    }

    public static InferredValue[] MatMul(RuleContext context)
    {
        if (context.Dimensions(0) is not { } a || context.Dimensions(1) is not { } b)
        {
            return context.Result((Dimension[]?)null);
        }

        if (a.Length == 0 || b.Length == 0)
        {
            throw context.Fail($"multiplies {context.Describe(0)} by {context.Describe(1)}; scalars are not allowed");
        }

        CheckInner(context, a[^1], b.Length == 1 ? b[0] : b[^2]);
        Dimension[] outerA = a.Length > 2 ? a[..^2] : [];
        Dimension[] outerB = b.Length > 2 ? b[..^2] : [];
        Dimension[] outer = BroadcastRules.Join(context, outerA, outerB)!;
        IEnumerable<Dimension> rows = a.Length > 1 ? [a[^2]] : [];
        IEnumerable<Dimension> columns = b.Length > 1 ? [b[^1]] : [];
        return context.Result([.. outer, .. rows, .. columns]);
    }

    private static void CheckInner(RuleContext context, Dimension left, Dimension right)
    {
        if (!left.IsUnknown && !right.IsUnknown && left != right)
        {
            throw context.Fail($"multiplies {context.Describe(0)} by {context.Describe(1)}; {left} and {right} should be equal");
        }
    }
}
