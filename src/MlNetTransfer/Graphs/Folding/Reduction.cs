using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Folding;

/// <summary>Reductions of constants, in binary64 for floats.</summary>
internal static class Reduction
{
    /// <summary>Computes an operator; shapes and axes were checked by its shape rule.</summary>
    /// <returns>Null when the element type is not computed with here, or nothing would be reduced.</returns>
    public static Tensor? Evaluate(RuleContext context, Tensor x, Shape shape)
    {
        if (!Numbers.IsFloat(x.ElementType) && !(Numbers.IsInteger(x.ElementType) && context.Node.Operator is ReduceSum or ReduceProd or ReduceMax or ReduceMin))
        {
            return null;
        }

        if (shape.ElementCount == 0 || x.Shape.ElementCount % shape.ElementCount != 0 || x.Shape.ElementCount == 0)
        {
            return null;
        }

        // Along a reduced axis all elements go to the same output; along others the output's own stride applies.
        HashSet<int> reduced = ReducedAxes(context, x.Shape.Rank, shape);
        int[] kept = [.. Enumerable.Range(0, x.Shape.Rank).Where(i => !reduced.Contains(i))];
        int[] keptStrides = Strides.Of([.. kept.Select(i => x.Shape[i])]);
        int[] strides = new int[x.Shape.Rank];
        for (int i = 0; i < kept.Length; i++)
        {
            strides[kept[i]] = keptStrides[i];
        }

        int[] targets = Strides.Offsets(x.Shape.AsSpan(), strides);
        return Accumulate(context.Node.Operator, x, shape, targets);
    }

    private static HashSet<int> ReducedAxes(RuleContext context, int rank, Shape shape)
    {
        long[]? axes = context.Integers(1);
        bool noop = context.Node.Operator switch
        {
            ReduceMean o => o.NoopWithEmptyAxes,
            ReduceSum o => o.NoopWithEmptyAxes,
            ReduceMax o => o.NoopWithEmptyAxes,
            ReduceMin o => o.NoopWithEmptyAxes,
            ReduceProd o => o.NoopWithEmptyAxes,
            ReduceL2 o => o.NoopWithEmptyAxes,
            _ => false,
        };
        return axes is { Length: > 0 } ? [.. axes.Select(a => context.Axis(a, rank))]
            : noop ? []
            : [.. Enumerable.Range(0, rank)];
    }

    private static Tensor Accumulate(Operator op, Tensor x, Shape shape, int[] targets)
    {
        double[] values = Numbers.ToDoubles(x);
        double[] result = new double[shape.ElementCount];
        Array.Fill(result, op switch
        {
            ReduceProd => 1,
            ReduceMax => double.NegativeInfinity,
            ReduceMin => double.PositiveInfinity,
            _ => 0,
        });
        for (int i = 0; i < values.Length; i++)
        {
            ref double target = ref result[targets[i]];
            target = op switch
            {
                ReduceProd => target * values[i],
                ReduceMax => Math.Max(target, values[i]),
                ReduceMin => Math.Min(target, values[i]),
                ReduceL2 => target + (values[i] * values[i]),
                _ => target + values[i],
            };
        }

        double perOutput = (double)values.Length / result.Length;
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = op is ReduceMean ? result[i] / perOutput : op is ReduceL2 ? Math.Sqrt(result[i]) : result[i];
        }

        return Numbers.FromDoubles(x.ElementType, shape, result);
    }
}
