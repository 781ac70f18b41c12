using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>Shapes of reductions.</summary>
internal static class ReductionRules
{
    public static InferredValue[] Reduce(RuleContext context, bool keepDimensions, bool noopWithEmptyAxes)
    {
        long[]? axes = context.Integers(1);
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result((Dimension[]?)null);
        }

        if (axes is null or { Length: 0 } && noopWithEmptyAxes)
        {
            return context.Result(x);
        }

        bool[] reduced = new bool[x.Length];
        foreach (long axis in axes ?? [])
        {
            reduced[context.Axis(axis, x.Length)] = true;
        }

        if (axes is null or { Length: 0 })
        {
            Array.Fill(reduced, true);
        }

        return context.Result(Drop(x, reduced, keepDimensions));
    }

    public static InferredValue[] ArgMax(RuleContext context, ArgMax max)
    {
        if (context.Dimensions(0) is not { } x)
        {
            return RuleContext.Result(ElementType.Int64, null);
        }

        bool[] reduced = new bool[x.Length];
        reduced[context.Axis(max.Axis, x.Length)] = true;
        return RuleContext.Result(ElementType.Int64, Drop(x, reduced, max.KeepDimensions));
    }

    private static Dimension[] Drop(Dimension[] x, bool[] reduced, bool keepDimensions) =>
        [.. x.Select((d, i) => reduced[i] ? Dimension.Of(1) : d).Where((_, i) => keepDimensions || !reduced[i])];
}
