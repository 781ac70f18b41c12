using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>Borders, joins and parts.</summary>
internal static class SelectionOperators
{
    /// <summary>The rows.</summary>
    public static readonly TensorFlowOperator[] Rows =
    [
        new("Pad", 2, 2, t => Pad(t, PadMode.Constant)),
        new("PadV2", 3, 3, t => Pad(t, PadMode.Constant)),
        new("MirrorPad", 2, 2, MirrorPad),
        new("ConcatV2", 2, TensorFlowOperator.Any, t => Join(t, t.InputCount - 1, 0)),
        new("Concat", 2, TensorFlowOperator.Any, t => Join(t, 0, 1)),
        new("Split", 2, 2, Split),
        new("Slice", 3, 3, Slice),
        new("StridedSlice", 4, 4, StridedSlice),
        new("GatherV2", 3, 3, Gather),
        new("Gather", 2, 2, Gather),
    ];

    private static TranslatedValue[] MirrorPad(NodeTranslation t)
    {
        string mode = t.Text("mode", "");
        if (mode != "REFLECT")
        {
            t.NotSupported($"mode '{mode}'");
        }

        return Pad(t, PadMode.Reflect);
    }

    private static TranslatedValue[] Pad(NodeTranslation t, PadMode mode)
    {
        TranslatedValue x = t.Input(0);
        int rank = t.Rank(0);
        if (t.Integers(1) is not { } pads)
        {
            return [x];
        }

        if (pads.Length != 2 * rank || pads.Any(p => p is < 0 or > int.MaxValue))
        {
            throw t.Fail($"has paddings [{string.Join(", ", pads)}] for a value of rank {rank}");
        }

        long[] moved = new long[2 * rank];
        for (int axis = 0; axis < rank; axis++)
        {
            int to = x.IsChannelsFirst ? Layouts.AxisOf[axis] : axis;
            moved[to] = pads[2 * axis];
            moved[rank + to] = pads[(2 * axis) + 1];
        }

        string[] value = t.InputCount > 2 ? [t.AsInFile(2)] : [];
        return t.Result(new Pad(mode), x.IsChannelsFirst, [x.Name, t.Builder.Integers(moved), .. value]);
    }

    private static TranslatedValue[] Join(NodeTranslation t, int axisIndex, int firstIndex)
    {
        if (t.Integer(axisIndex) is not { } listed)
        {
            return [t.Input(firstIndex)];
        }

        TranslatedValue[] parts = [.. Enumerable.Range(firstIndex, t.InputCount - 1).Select(t.Input)];
        bool first = parts.Any(p => p.IsChannelsFirst);
        int axis = t.Axis(listed, t.Rank(firstIndex));
        if (first && parts.Any(p => t.Builder.DimensionsOf(p.Name) is { Length: not 4 }))
        {
            throw t.Fail("joins values of different ranks");
        }

        return t.Result(new Concat(first ? Layouts.AxisOf[axis] : axis), first, [.. parts.Select(p => first ? Layouts.ChannelsFirst(t.Builder, p) : p.Name)]);
    }

    private static TranslatedValue[] Split(NodeTranslation t)
    {
        TranslatedValue x = t.Input(1);
        long count = t.Int("num_split", 0);
        if (t.Integer(0) is not { } listed)
        {
            return [x];
        }

        int axis = t.Axis(listed, t.Rank(1));
        Dimension size = t.Dimensions(1)![x.IsChannelsFirst ? Layouts.AxisOf[axis] : axis];
        if (count is < 1 or > 1024 || !size.IsConstant || size.Constant % count != 0)
        {
            throw t.Fail(FormattableString.Invariant($"splits a size of {size} in {count} equal parts"));
        }

        string[] names = [.. Enumerable.Range(0, (int)count).Select(i => TensorFlowNode.ValueName(t.Node.Name, i))];
        t.Builder.Add(new Node(t.Node.Name, new Split(x.IsChannelsFirst ? Layouts.AxisOf[axis] : axis, (int)count), [x.Name], names));
        return [.. names.Select(n => new TranslatedValue(n, x.IsChannelsFirst))];
    }

    private static TranslatedValue[] Slice(NodeTranslation t)
    {
        TranslatedValue x = t.Input(0);
        int rank = t.Rank(0);
        if (t.Integers(1) is not { } begin || t.Integers(2) is not { } size)
        {
            return [x];
        }

        if (begin.Length != rank || size.Length != rank || begin.Any(b => b < 0) || size.Any(s => s < -1))
        {
            throw t.Fail($"takes the part at [{string.Join(", ", begin)}] of size [{string.Join(", ", size)}] of a value of rank {rank}");
        }

        long[] ends = [.. size.Select((s, i) => s < 0 ? int.MaxValue : Math.Min(int.MaxValue, Math.Min(begin[i], int.MaxValue) + s))];
        long[] axes = [.. Enumerable.Range(0, rank).Select(a => x.IsChannelsFirst ? (long)Layouts.AxisOf[a] : a)];
        return t.Result(new Slice(), x.IsChannelsFirst, x.Name, t.Builder.Integers(begin), t.Builder.Integers(ends), t.Builder.Integers(axes));
    }

    private static TranslatedValue[] StridedSlice(NodeTranslation t)
    {
        TranslatedValue x = t.Input(0);
        StridedParts? read = StridedParts.Read(t);
        if (read is not { } parts)
        {
            return [x];
        }

        bool first = x.IsChannelsFirst && (parts.Removed.Length == 0 || ReductionOperators.KeepsOrder(parts.Removed));
        string data = first ? x.Name : t.AsInFile(0);
        long[] axes = [.. parts.Axes.Select(a => first ? (long)Layouts.AxisOf[a] : a)];
        string[] arguments = [t.Builder.Integers(parts.Starts), t.Builder.Integers(parts.Ends), t.Builder.Integers(axes), t.Builder.Integers(parts.Steps)];
        if (parts.Removed.Length == 0)
        {
            return t.Result(new Slice(), first, [data, .. arguments]);
        }

        string kept = t.Emit("part", new Slice(), [data, .. arguments]);
        return t.Result(new Squeeze(), false, kept, t.Builder.Integers([.. parts.Removed.Select(a => first ? (long)Layouts.AxisOf[a] : a).Order()]));
    }

    private static TranslatedValue[] Gather(NodeTranslation t)
    {
        int? listed = t.InputCount > 2 ? t.Integer(2) : 0;
        if (t.Int("batch_dims", 0) != 0)
        {
            t.NotSupported("batch_dims");
        }

        if (listed is not { } axis)
        {
            return [t.Input(0)];
        }

        return t.Result(new Gather(t.Axis(axis, t.Rank(0))), false, t.AsInFile(0), t.AsInFile(1));
    }
}
