using MlNetTransfer.Graphs;
using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>Other shapes for the same elements, and computations with shapes.</summary>
internal static class ShapeOperators
{
    /// <summary>The rows.</summary>
    public static readonly TensorFlowOperator[] Rows =
    [
        new("Reshape", 2, 2, Reshape),
        new("Squeeze", 1, 1, Squeeze),
        new("ExpandDims", 2, 2, ExpandDims),
        new("Transpose", 2, 2, Transpose),
        new("Shape", 1, 1, Shape),
        new("Pack", 1, TensorFlowOperator.Any, Pack),
        new("Fill", 2, 2, Fill),
    ];

    // TensorFlow knows no "copy this size": 0 in a target is a size of 0, which no picture network has.
    private static TranslatedValue[] Reshape(NodeTranslation t)
    {
        string target = t.AsInFile(1);
        if (t.Builder.ValueOf(target).Entries is { } entries && entries.Any(e => e is { IsConstant: true, Constant: 0 }))
        {
            t.NotSupported("a size of 0");
            return [t.Input(0)];
        }

        return t.Result(new Reshape(), false, t.AsInFile(0), target);
    }

    private static TranslatedValue[] Squeeze(NodeTranslation t)
    {
        IReadOnlyList<long> listed = t.Ints("squeeze_dims") ?? [];
        TranslatedValue x = t.Input(0);
        int rank = t.Rank(0);
        int[] axes = listed.Count > 0 ? [.. listed.Select(a => t.Axis(a, rank)).Distinct().Order()] : OnesOf(t, x, rank);
        if (axes.Length == 0)
        {
            return t.Result(new Identity(), x.IsChannelsFirst, x.Name);
        }

        bool direct = x.IsChannelsFirst && ReductionOperators.KeepsOrder(axes);
        long[] moved = [.. axes.Select(a => direct ? (long)Layouts.AxisOf[a] : a).Order()];
        return t.Result(new Squeeze(), false, direct ? x.Name : t.AsInFile(0), t.Builder.Integers(moved));
    }

    // Axes of the file's value that have size 1 for certain.
    private static int[] OnesOf(NodeTranslation t, TranslatedValue x, int rank)
    {
        Dimension[] d = t.Dimensions(0)!;
        if (d.Any(size => size.IsUnknown))
        {
            t.NotSupported("all axes of size 1, where sizes are not known");
        }

        return [.. Enumerable.Range(0, rank).Where(a => d[x.IsChannelsFirst ? Layouts.AxisOf[a] : a] == Dimension.Of(1))];
    }

    private static TranslatedValue[] ExpandDims(NodeTranslation t)
    {
        if (t.Integer(1) is not { } axis)
        {
            return [t.Input(0)];
        }

        return t.Result(new Unsqueeze(), false, t.AsInFile(0), t.Builder.Integers(t.Axis(axis, t.Rank(0) + 1)));
    }

    private static TranslatedValue[] Transpose(NodeTranslation t)
    {
        if (t.Integers(1) is not { } listed)
        {
            return [t.Input(0)];
        }

        int rank = t.Rank(0);
        int[] order = [.. listed.Select(a => t.Axis(a, rank))];
        if (order.Length != rank || order.Distinct().Count() != rank)
        {
            throw t.Fail($"permutes the axes [{string.Join(", ", order)}] of a value of rank {rank}");
        }

        TranslatedValue x = t.Input(0);
        bool unchanged = (x.IsChannelsFirst && order is [0, 3, 1, 2]) || (!x.IsChannelsFirst && order is [0, 2, 3, 1]);
        return unchanged
            ? t.Result(new Identity(), !x.IsChannelsFirst, x.Name)
            : t.Result(new Transpose(order), false, t.AsInFile(0));
    }

    private static TranslatedValue[] Shape(NodeTranslation t)
    {
        if (!t.Input(0).IsChannelsFirst)
        {
            return t.Result(new ShapeOf(), false, t.Input(0).Name);
        }

        string sizes = t.Emit("nchw", new ShapeOf(), t.Input(0).Name);
        return t.Result(new Gather(), false, sizes, t.Builder.Integers([.. Layouts.AxisOf.Select(a => (long)a)]));
    }

    private static TranslatedValue[] Pack(NodeTranslation t)
    {
        int rank = t.Rank(0);
        int axis = t.Axis(t.Int("axis", 0), rank + 1);
        string axes = t.Builder.Integers(axis);
        string[] parts = [.. Enumerable.Range(0, t.InputCount).Select(i => t.Emit(FormattableString.Invariant($"part{i}"), new Unsqueeze(), t.AsInFile(i), axes))];
        return t.Result(new Concat(axis), false, parts);
    }

    private static TranslatedValue[] Fill(NodeTranslation t)
    {
        if (!t.Builder.Constants.TryGetValue(t.AsInFile(1), out Tensor? value) || value.Shape.ElementCount != 1)
        {
            t.NotSupported("a value that is computed while the network runs");
            return [t.Input(0)];
        }

        return t.Result(new ConstantOfShape(Tensor.FromBytes(value.ElementType, new Shape(1), value.Bytes)), false, t.AsInFile(0));
    }
}
