using System.Numerics;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>Reshape, Flatten, Squeeze, Unsqueeze: the same elements in another shape, with a symbolic batch size.</summary>
internal static class ReshapeRules
{
    public static InferredValue[] Reshape(RuleContext context, Reshape reshape)
    {
        Dimension[]? x = context.Dimensions(0);
        if (context.Input(1).Entries is not { } target)
        {
            Dimension? rank = context.Dimensions(1) is [{ IsConstant: true } r] ? r : null;
            return context.Result(rank is { Constant: <= Tensors.Shape.MaxRank } ? [.. Enumerable.Repeat(Dimension.Unknown, (int)rank.Value.Constant)] : null);
        }

        Dimension[] result = new Dimension[target.Length];
        int inferred = -1;
        for (int i = 0; i < target.Length; i++)
        {
            SymbolicInteger entry = target[i];
            bool copies = !reshape.AllowZero && entry is { IsConstant: true, Constant: 0 };
            if (copies && x is not null && i >= x.Length)
            {
                throw context.Fail($"copies dimension {i} of {context.Describe(0)}");
            }

            if (entry is { IsConstant: true, Constant: < -1 } || (entry is { IsConstant: true, Constant: -1 } && inferred >= 0 && target[inferred].IsKnown))
            {
                throw context.Fail($"has the target shape [{string.Join(", ", target.Select(Text))}]");
            }

            result[i] = copies ? x?[i] ?? Dimension.Unknown : entry.ToDimension();
            inferred = entry is { IsConstant: true, Constant: -1 } ? i : inferred;
        }

        return context.Result(Complete(context, x, result, inferred));
    }

    public static InferredValue[] Flatten(RuleContext context, Flatten flatten)
    {
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result([Dimension.Unknown, Dimension.Unknown]);
        }

        int axis = context.Axis(flatten.Axis, x.Length, endAllowed: true);
        return context.Result([Product(x.AsSpan(0, axis)), Product(x.AsSpan(axis))]);
    }

    public static InferredValue[] Squeeze(RuleContext context)
    {
        long[]? axes = context.Integers(1);
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result((Dimension[]?)null);
        }

        if (axes is null && x.Any(d => d.IsUnknown))
        {
            return context.Result((Dimension[]?)null);
        }

        HashSet<int> dropped = axes is null
            ? [.. Enumerable.Range(0, x.Length).Where(i => x[i] == Dimension.Of(1))]
            : [.. axes.Select(a => context.Axis(a, x.Length))];
        foreach (int axis in dropped)
        {
            if (x[axis] != Dimension.Of(1) && !x[axis].IsUnknown)
            {
                throw context.Fail($"removes dimension {axis} of {context.Describe(0)}, which is not 1");
            }
        }

        return context.Result([.. x.Where((_, i) => !dropped.Contains(i))]);
    }

    public static InferredValue[] Unsqueeze(RuleContext context)
    {
        long[] axes = context.Integers(1) ?? throw context.Fail("lacks its axes");
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result((Dimension[]?)null);
        }

        int rank = x.Length + axes.Length;
        HashSet<int> inserted = [.. axes.Select(a => context.Axis(a, rank))];
        if (inserted.Count != axes.Length || rank > Tensors.Shape.MaxRank)
        {
            throw context.Fail($"inserts axes [{string.Join(", ", axes)}] into {context.Describe(0)}");
        }

        Queue<Dimension> rest = new(x);
        return context.Result([.. Enumerable.Range(0, rank).Select(i => inserted.Contains(i) ? Dimension.Of(1) : rest.Dequeue())]);
    }

    /// <summary>Product of dimensions; unknown where it is no multiple of N.</summary>
    public static Dimension Product(ReadOnlySpan<Dimension> dimensions)
    {
        SymbolicInteger product = SymbolicInteger.Of(1);
        foreach (Dimension dimension in dimensions)
        {
            product *= SymbolicInteger.Of(dimension);
        }

        return product.ToDimension();
    }

    private static Dimension[] Complete(RuleContext context, Dimension[]? x, Dimension[] result, int inferred)
    {
        if (x is null || x.Any(d => d.IsUnknown) || result.Where((d, i) => i != inferred && d.IsUnknown).Skip(inferred >= 0 ? 0 : 1).Any())
        {
            return result;
        }

        if (inferred < 0)
        {
            inferred = Array.FindIndex(result, d => d.IsUnknown);
        }

        (BigInteger total, int totalPower) = Count(x);
        (BigInteger known, int knownPower) = Count([.. result.Where((_, i) => i != inferred)]);
        int power = totalPower - knownPower;
        bool fits = inferred < 0
            ? total == known && power == 0
            : !known.IsZero && power is 0 or 1 && total % known == 0;
        if (!fits && !(total.IsZero && known.IsZero))
        {
            throw context.Fail($"reshapes {context.Describe(0)} to [{string.Join(", ", result)}]; the number of elements differs");
        }

        if (inferred >= 0)
        {
            BigInteger size = known.IsZero ? BigInteger.Zero : total / known;
            result[inferred] = size > int.MaxValue ? throw context.Fail($"makes a dimension of {size}")
                : power == 1 && !size.IsZero ? Dimension.TimesBatch((long)size)
                : Dimension.Of((long)size);
        }

        return result;
    }

    private static (BigInteger Coefficient, int Power) Count(Dimension[] dimensions)
    {
        BigInteger coefficient = BigInteger.One;
        int power = 0;
        foreach (Dimension dimension in dimensions)
        {
            coefficient *= dimension.IsBatch ? dimension.BatchFactor : dimension.Constant;
            power += dimension.IsBatch ? 1 : 0;
        }

        return (coefficient, power);
    }

    private static string Text(SymbolicInteger entry) => entry.IsConstant ? entry.Constant.ToString(System.Globalization.CultureInfo.InvariantCulture) : entry.ToDimension().ToString();
}
