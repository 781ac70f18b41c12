using MlNetTransfer.Graphs.Operators;

namespace MlNetTransfer.Importing.TensorFlow.Operators;

/// <summary>Reductions over axes.</summary>
internal static class ReductionOperators
{
    /// <summary>The rows.</summary>
    public static readonly TensorFlowOperator[] Rows =
    [
        new("Mean", 2, 2, t => Reduce(t, keep => new ReduceMean(keep))),
        new("Sum", 2, 2, t => Reduce(t, keep => new ReduceSum(keep))),
        new("Max", 2, 2, t => Reduce(t, keep => new ReduceMax(keep))),
        new("Min", 2, 2, t => Reduce(t, keep => new ReduceMin(keep))),
        new("Prod", 2, 2, t => Reduce(t, keep => new ReduceProd(keep))),
        new("ArgMax", 1, 2, ArgMax),
    ];

    private static TranslatedValue[] Reduce(NodeTranslation t, Func<bool, Operator> make)
    {
        bool keep = t.Flag("keep_dims", false);
        TranslatedValue x = t.Input(0);
        if (t.Integers(1) is not { } listed)
        {
            return [x];
        }

        if (listed.Length == 0)
        {
            return t.Result(new Identity(), x.IsChannelsFirst, x.Name);
        }

        int rank = t.Rank(0);
        int[] axes = [.. listed.Select(a => t.Axis(a, rank)).Distinct().Order()];
        bool first = x.IsChannelsFirst && (keep || KeepsOrder(axes));
        string data = first ? x.Name : t.AsInFile(0);
        long[] moved = [.. axes.Select(a => first ? (long)Layouts.AxisOf[a] : a).Order()];
        return t.Result(make(keep), first && keep, data, t.Builder.Integers(moved));
    }

    /// <summary>Whether the axes that stay of [N, H, W, C] are in the same order in [N, C, H, W].</summary>
    public static bool KeepsOrder(IReadOnlyList<int> removed)
    {
        int[] staying = [.. Enumerable.Range(0, Layouts.AxisOf.Length).Where(a => !removed.Contains(a)).Select(a => Layouts.AxisOf[a])];
        return staying.SequenceEqual(staying.Order());
    }

    private static TranslatedValue[] ArgMax(NodeTranslation t)
    {
        int axis = 0;
        if (t.InputCount > 1)
        {
            if (t.Integer(1) is not { } stated)
            {
                return [t.Input(0)];
            }

            axis = t.Axis(stated, t.Rank(0));
        }

        return t.Result(new ArgMax(axis, KeepDimensions: false), false, t.AsInFile(0));
    }
}
