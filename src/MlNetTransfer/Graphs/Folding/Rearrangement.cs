using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Graphs.Shapes;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Graphs.Folding;

/// <summary>Operators that only move elements of constants.</summary>
internal static class Rearrangement
{
    /// <summary>Computes an operator; shapes and arguments were checked by its shape rule.</summary>
    /// <returns>Null when the form is not computed here.</returns>
    public static Tensor? Evaluate(RuleContext context, IReadOnlyList<Tensor?> inputs, Shape shape)
    {
        Tensor x = inputs[0]!;
        int[] own = Strides.Of(x.Shape.AsSpan());
        switch (context.Node.Operator)
        {
            case Transpose o:
                IReadOnlyList<int> order = o.Permutation ?? [.. Enumerable.Range(0, own.Length).Reverse()];
                return Pick(x, shape, Strides.Offsets(shape.AsSpan(), [.. order.Select(a => own[a])]));
            case Expand:
                return Pick(x, shape, Strides.Offsets(shape.AsSpan(), Strides.Broadcast(x.Shape.AsSpan(), shape.Rank)));
            case Tile:
                return Pick(x, shape, TileOffsets(context, x));
            case Slice:
                return Pick(x, shape, SliceOffsets(context, x, shape));
            case Gather o:
                return Pick(x, shape, GatherOffsets(context, x, context.Axis(o.Axis, x.Shape.Rank)));
            case Concat o:
                return Join(inputs, context.Axis(o.Axis, x.Shape.Rank), shape);
            case Pad { Mode: PadMode.Constant }:
                return PadConstant(context, inputs, shape);
            default:
                return null;
        }
    }

    /// <summary>Cuts a tensor along an axis.</summary>
    public static Tensor[] Split(Split split, Tensor x, IReadOnlyList<Shape> shapes)
    {
        int axis = split.Axis < 0 ? split.Axis + x.Shape.Rank : split.Axis;
        int[] own = Strides.Of(x.Shape.AsSpan());
        int start = 0;
        Tensor[] parts = new Tensor[shapes.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = Pick(x, shapes[i], Strides.Offsets(shapes[i].AsSpan(), own, start * own[axis]));
            start += shapes[i][axis];
        }

        return parts;
    }

    /// <summary>A tensor of one repeated value.</summary>
    public static Tensor Repeat(Tensor value, Shape shape) =>
        Pick(value, shape, new int[shape.ElementCount]);

    private static Tensor Pick(Tensor x, Shape shape, int[] offsets)
    {
        int size = ElementTypes.SizeOf(x.ElementType);
        byte[] result = new byte[offsets.Length * size];
        ReadOnlySpan<byte> from = x.Bytes.Span;
        for (int i = 0; i < offsets.Length; i++)
        {
            from.Slice(offsets[i] * size, size).CopyTo(result.AsSpan(i * size));
        }

        return Tensor.FromBytes(x.ElementType, shape, result);
    }

    private static int[] TileOffsets(RuleContext context, Tensor x)
    {
        // Seen as [repeat, size] pairs of axes, a tile is a broadcast.
        long[] repeats = context.Integers(1)!;
        int[] own = Strides.Of(x.Shape.AsSpan());
        int[] dimensions = [.. repeats.SelectMany((r, i) => new[] { (int)r, x.Shape[i] })];
        return Strides.Offsets(dimensions, [.. own.SelectMany(s => new[] { 0, s })]);
    }

    private static int[] SliceOffsets(RuleContext context, Tensor x, Shape shape)
    {
        int[] strides = Strides.Of(x.Shape.AsSpan());
        long[] starts = context.Integers(1)!;
        long[] ends = context.Integers(2)!;
        long[] axes = context.Integers(3) ?? [.. starts.Select((_, i) => (long)i)];
        long[] steps = context.Integers(4) ?? [.. starts.Select(_ => 1L)];
        long start = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = context.Axis(axes[i], x.Shape.Rank);
            long first = SelectionRules.SliceRange(x.Shape[axis], starts[i], ends[i], steps[i]).Start;
            start += first * strides[axis];
            strides[axis] = shape[axis] > 1 ? checked((int)(strides[axis] * steps[i])) : 0;
        }

        return shape.ElementCount == 0 ? [] : Strides.Offsets(shape.AsSpan(), strides, checked((int)start));
    }

    private static int[] GatherOffsets(RuleContext context, Tensor x, int axis)
    {
        long[] indices = context.Integers(1)!;
        int inner = Strides.Of(x.Shape.AsSpan())[axis];
        int outer = x.Shape.AsSpan()[..axis].ToArray().Aggregate(1, (a, b) => a * b);
        List<int> offsets = [];
        for (int o = 0; o < outer; o++)
        {
            foreach (long index in indices)
            {
                int positive = (int)(index < 0 ? index + x.Shape[axis] : index);
                offsets.AddRange(Enumerable.Range(((o * x.Shape[axis]) + positive) * inner, inner));
            }
        }

        return [.. offsets];
    }

    private static Tensor? Join(IReadOnlyList<Tensor?> inputs, int axis, Shape shape)
    {
        if (inputs.Any(i => i!.ElementType != inputs[0]!.ElementType))
        {
            return null;
        }

        int size = ElementTypes.SizeOf(inputs[0]!.ElementType);
        int outer = shape.AsSpan()[..axis].ToArray().Aggregate(1, (a, b) => a * b);
        byte[] result = new byte[shape.ElementCount * size];
        int position = 0;
        for (int o = 0; o < outer; o++)
        {
            foreach (Tensor? input in inputs)
            {
                int run = (int)(input!.Shape.ElementCount / outer) * size;
                input.Bytes.Span.Slice(o * run, run).CopyTo(result.AsSpan(position));
                position += run;
            }
        }

        return Tensor.FromBytes(inputs[0]!.ElementType, shape, result);
    }

    private static Tensor? PadConstant(RuleContext context, IReadOnlyList<Tensor?> inputs, Shape shape)
    {
        Tensor x = inputs[0]!;
        long[] pads = context.Integers(1)!;
        long[] axes = context.Integers(3) ?? [.. Enumerable.Range(0, x.Shape.Rank).Select(i => (long)i)];
        Tensor? value = inputs.Count > 2 ? inputs[2] : null;
        if (pads.Any(p => p < 0) || (value is not null && (value.ElementType != x.ElementType || value.Shape.ElementCount != 1)))
        {
            return null;
        }

        int size = ElementTypes.SizeOf(x.ElementType);
        byte[] result = value is null ? new byte[shape.ElementCount * size] : Repeat(value, shape).Bytes.ToArray();
        int[] strides = Strides.Of(shape.AsSpan());
        int start = axes.Select((a, i) => (int)pads[i] * strides[context.Axis(a, x.Shape.Rank)]).Sum();
        int[] targets = Strides.Offsets(x.Shape.AsSpan(), strides, start);
        for (int i = 0; i < targets.Length; i++)
        {
            x.Bytes.Span.Slice(i * size, size).CopyTo(result.AsSpan(targets[i] * size));
        }

        return Tensor.FromBytes(x.ElementType, shape, result);
    }
}
