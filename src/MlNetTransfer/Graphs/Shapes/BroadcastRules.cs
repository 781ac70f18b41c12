using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>NumPy broadcasting with a symbolic batch size (ONNX "Broadcasting").</summary>
internal static class BroadcastRules
{
    /// <summary>Joint shape of all inputs from one on.</summary>
    public static InferredValue[] All(RuleContext context, int first = 0, ElementType? type = null)
    {
        Dimension[]? result = context.Dimensions(first);
        for (int i = first + 1; i < context.InputCount; i++)
        {
            result = Join(context, result, context.Dimensions(i));
        }

        return RuleContext.Result(type ?? context.Input(first).ElementType, result);
    }

    /// <summary>Joint shape of a condition and two choices.</summary>
    public static InferredValue[] Where(RuleContext context)
    {
        Dimension[]? result = Join(context, Join(context, context.Dimensions(0), context.Dimensions(1)), context.Dimensions(2));
        return RuleContext.Result(context.Input(1).ElementType, result);
    }

    /// <summary>Joint shape of two shapes.</summary>
    public static Dimension[]? Join(RuleContext context, Dimension[]? a, Dimension[]? b)
    {
        if (a is null || b is null)
        {
            return null;
        }

        Dimension[] result = new Dimension[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            Dimension left = i <= a.Length ? a[^i] : Dimension.Of(1);
            Dimension right = i <= b.Length ? b[^i] : Dimension.Of(1);
            result[^i] = Join(left, right)
                ?? throw context.Fail($"combines the shapes [{string.Join(", ", a)}] and [{string.Join(", ", b)}], which do not broadcast");
        }

        return result;
    }

    private static Dimension? Join(Dimension a, Dimension b)
    {
        Dimension one = Dimension.Of(1);
        if (a == b || b == one)
        {
            return a;
        }

        return a == one ? b
            : a.IsUnknown ? b
            : b.IsUnknown ? a
            : null;
    }
}
