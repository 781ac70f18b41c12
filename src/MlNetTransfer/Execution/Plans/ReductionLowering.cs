using MlNetTransfer.Graphs.Operators;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Reductions over axes, and ArgMax.</summary>
internal static class ReductionLowering
{
    public static string? Lower(LoweringNode node)
    {
        Shape input = node.InputShape(0);
        if (node.Operator is ArgMax search)
        {
            PlanarReduceKind kind = search.SelectLastIndex ? PlanarReduceKind.ArgMaxLast : PlanarReduceKind.ArgMax;
            return Emit(node, kind, [LoweringNode.Axis(search.Axis, input.Rank)]);
        }

        if (node.Has(1) && node.Integers(1) is null)
        {
            return "its axes are computed in the run";
        }

        long[] axes = node.Has(1) ? node.Integers(1)! : [];
        if (axes.Length == 0 && NoopWithEmptyAxes(node.Operator))
        {
            return LowerNothing(node);
        }

        int[] reduced = axes.Length == 0 ? [.. Enumerable.Range(0, input.Rank)] : [.. axes.Select(axis => LoweringNode.Axis(axis, input.Rank))];
        bool pools = node.Operator is ReduceMean && input.Rank == 4 && reduced.Order().SequenceEqual([2, 3]);
        return pools ? PoolingLowering.LowerGlobal(node, PoolKind.GlobalAverage) : Emit(node, KindOf(node.Operator), reduced);
    }

    private static string? Emit(LoweringNode node, PlanarReduceKind kind, int[] reduced)
    {
        bool[] isReduced = new bool[node.InputShape(0).Rank];
        foreach (int axis in reduced)
        {
            isReduced[axis] = true;
        }

        node.Emit(new ReduceStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Kind = kind, IsReduced = isReduced });
        return null;
    }

    /// <summary>Without axes only the function of a single element is left.</summary>
    private static string? LowerNothing(LoweringNode node)
    {
        if (node.Operator is ReduceL2)
        {
            node.Emit(new UnaryStep { Name = node.Name, Inputs = [node.Input(0)], Output = node.Declare(), Activation = new Activation(ActivationKind.Abs) });
        }
        else
        {
            node.EmitReshape(node.Input(0));
        }

        return null;
    }

    private static PlanarReduceKind KindOf(Operator reduction) => reduction switch
    {
        ReduceMean => PlanarReduceKind.Mean,
        ReduceSum => PlanarReduceKind.Sum,
        ReduceMax => PlanarReduceKind.Max,
        ReduceMin => PlanarReduceKind.Min,
        ReduceProd => PlanarReduceKind.Prod,
        _ => PlanarReduceKind.L2,
    };

    private static bool NoopWithEmptyAxes(Operator reduction) => reduction switch
    {
        ReduceMean mean => mean.NoopWithEmptyAxes,
        ReduceSum sum => sum.NoopWithEmptyAxes,
        ReduceMax max => max.NoopWithEmptyAxes,
        ReduceMin min => min.NoopWithEmptyAxes,
        ReduceProd product => product.NoopWithEmptyAxes,
        ReduceL2 norm => norm.NoopWithEmptyAxes,
        _ => false,
    };
}
