using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Shapes;

/// <summary>Shapes of operators that permute, join, repeat, pad or pick.</summary>
internal static class SelectionRules
{
    public static InferredValue[] Transpose(RuleContext context, Transpose transpose)
    {
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result((Dimension[]?)null);
        }

        IReadOnlyList<int> order = transpose.Permutation ?? [.. Enumerable.Range(0, x.Length).Reverse()];
        return order.Count == x.Length && order.Order().SequenceEqual(Enumerable.Range(0, x.Length))
            ? context.Result([.. order.Select(i => x[i])])
            : throw context.Fail($"permutes {order.Count} axes of {context.Describe(0)}");
    }

    public static InferredValue[] Concat(RuleContext context, Concat concat)
    {
        Dimension[]? result = null;
        for (int i = 0; i < context.InputCount; i++)
        {
            if (context.Dimensions(i) is not { } next)
            {
                return context.Result((Dimension[]?)null);
            }

            if (result is null)
            {
                result = [.. next];
                continue;
            }

            int axis = context.Axis(concat.Axis, result.Length);
            if (next.Length != result.Length || result.Where((d, k) => k != axis && !d.IsUnknown && !next[k].IsUnknown && d != next[k]).Any())
            {
                throw context.Fail($"joins {context.Describe(0)} and {context.Describe(i)} along axis {axis}");
            }

            for (int k = 0; k < result.Length; k++)
            {
                result[k] = k == axis ? (SymbolicInteger.Of(result[k]) + SymbolicInteger.Of(next[k])).ToDimension()
                    : result[k].IsUnknown ? next[k]
                    : result[k];
            }
        }

        _ = context.Axis(concat.Axis, result!.Length);
        return context.Result(result);
    }

    public static InferredValue[] Split(RuleContext context, Split split)
    {
        int count = context.Node.Outputs.Count;
        if (split.OutputCount is { } declared && declared != count)
        {
            throw context.Fail($"declares {declared} parts but writes {count}");
        }

        long[]? sizes = context.Integers(1);
        InferredValue x = context.Input(0);
        if (x.Dimensions is null)
        {
            return [.. Enumerable.Repeat(x with { Entries = null, Constant = null }, count)];
        }

        int axis = context.Axis(split.Axis, x.Dimensions.Length);
        Dimension whole = x.Dimensions[axis];
        if (sizes is not null && (sizes.Length != count || sizes.Any(s => s < 0) || (whole.IsConstant && sizes.Sum() != whole.Constant)))
        {
            throw context.Fail($"cuts {context.Describe(0)} along axis {axis} into parts of [{string.Join(", ", sizes)}]");
        }

        long part = whole.IsConstant ? (whole.Constant + count - 1) / count : 0;
        if (sizes is null && whole.IsConstant && part * (count - 1) > whole.Constant)
        {
            throw context.Fail($"cuts {context.Describe(0)} along axis {axis} into {count} parts");
        }

        return [.. Enumerable.Range(0, count).Select(i =>
        {
            Dimension size = sizes is not null ? Dimension.Of(sizes[i])
                : !whole.IsConstant ? Dimension.Unknown
                : Dimension.Of(i < count - 1 ? part : whole.Constant - (part * (count - 1)));
            return new InferredValue(x.ElementType, [.. x.Dimensions.Select((d, k) => k == axis ? size : d)]);
        })];
    }

    public static InferredValue[] Slice(RuleContext context)
    {
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result((Dimension[]?)null);
        }

        SymbolicInteger[]? starts = context.Input(1).Entries;
        SymbolicInteger[]? ends = context.Input(2).Entries;
        int count = starts?.Length ?? ends?.Length ?? x.Length;
        long[] axes = context.Integers(3) ?? [.. Enumerable.Range(0, count).Select(i => (long)i)];
        long[] steps = context.Integers(4) ?? [.. Enumerable.Repeat(1L, count)];
        if (axes.Length != count || steps.Length != count || (starts?.Length ?? count) != count || (ends?.Length ?? count) != count || steps.Contains(0))
        {
            throw context.Fail("has starts, ends, axes and steps of different lengths, or a step of 0");
        }

        Dimension[] result = [.. x];
        for (int i = 0; i < count; i++)
        {
            int axis = context.Axis(axes[i], x.Length);
            result[axis] = SliceSize(x[axis], starts?[i] ?? default, ends?[i] ?? default, steps[i]);
        }

        return context.Result(result);
    }

    /// <summary>First index and number of indices of a slice along one axis (ONNX Slice-13: clamped, negative counts from the end).</summary>
    public static (long Start, long Count) SliceRange(long size, long start, long end, long step)
    {
        long from = Math.Clamp(start < 0 ? start + size : start, step > 0 ? 0 : Math.Min(0, size - 1), step > 0 ? size : size - 1);
        long to = end < 0 ? Math.Max(end, long.MinValue + size) + size : end;
        to = step > 0 ? Math.Clamp(to, 0, size) : Math.Clamp(to, -1, Math.Max(size - 1, -1));
        Int128 distance = step > 0 ? (Int128)to - from : (Int128)from - to;
        Int128 stride = Int128.Abs(step);
        return (from, distance <= 0 || size == 0 ? 0 : (long)((distance + stride - 1) / stride));
    }

    public static InferredValue[] Gather(RuleContext context, Gather gather)
    {
        if (context.Dimensions(0) is not { } x || context.Dimensions(1) is not { } indices)
        {
            return context.Result((Dimension[]?)null);
        }

        int axis = context.Axis(gather.Axis, x.Length);
        if (x.Length - 1 + indices.Length > Shape.MaxRank)
        {
            throw context.Fail($"picks {context.Describe(1)} from {context.Describe(0)}: a rank above {Shape.MaxRank}");
        }

        if (x[axis].IsConstant && context.Input(1).Entries?.Any(e => e.IsConstant && (e.Constant < -x[axis].Constant || e.Constant >= x[axis].Constant)) == true)
        {
            throw context.Fail($"picks an entry that {context.Describe(0)} does not have along axis {axis}");
        }

        return context.Result([.. x[..axis], .. indices, .. x[(axis + 1)..]]);
    }

    public static InferredValue[] Pad(RuleContext context)
    {
        long[] pads = context.Integers(1) ?? throw context.Fail("lacks its pads");
        long[]? axes = context.Integers(3);
        if (context.Dimensions(0) is not { } x)
        {
            return context.Result((Dimension[]?)null);
        }

        axes ??= [.. Enumerable.Range(0, x.Length).Select(i => (long)i)];
        if (pads.Length != 2 * axes.Length)
        {
            throw context.Fail($"has {pads.Length} pads for {axes.Length} axes of {context.Describe(0)}");
        }

        Dimension[] result = [.. x];
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = context.Axis(axes[i], x.Length);
            long both = checked(pads[i] + pads[i + axes.Length]);
            Dimension size = x[axis];
            if (both == 0)
            {
                continue;
            }

            result[axis] = !size.IsConstant ? Dimension.Unknown
                : size.Constant + both >= 0 ? Dimension.Of(checked(size.Constant + both))
                : throw context.Fail($"cuts more from {context.Describe(0)} than it has along axis {axis}");
        }

        return context.Result(result);
    }

    public static InferredValue[] Expand(RuleContext context) =>
        context.Result(context.Input(1).Entries is { } target
            ? BroadcastRules.Join(context, context.Dimensions(0), [.. target.Select(e => e.ToDimension())])
            : null);

    public static InferredValue[] Tile(RuleContext context)
    {
        if (context.Dimensions(0) is not { } x || context.Input(1).Entries is not { } repeats)
        {
            return context.Result((Dimension[]?)null);
        }

        return repeats.Length == x.Length
            ? context.Result([.. x.Select((d, i) => (SymbolicInteger.Of(d) * repeats[i]).ToDimension())])
            : throw context.Fail($"has {repeats.Length} repeats for {context.Describe(0)}");
    }

    private static Dimension SliceSize(Dimension size, SymbolicInteger start, SymbolicInteger end, long step)
    {
        bool whole = step == 1 && start is { IsConstant: true, Constant: 0 } && end.IsConstant && end.Constant >= int.MaxValue;
        if (whole)
        {
            return size;
        }

        return size.IsConstant && start.IsConstant && end.IsConstant
            ? Dimension.Of(SliceRange(size.Constant, start.Constant, end.Constant, step).Count)
            : Dimension.Unknown;
    }
}
