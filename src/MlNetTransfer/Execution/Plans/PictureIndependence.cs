using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Whether a plan treats every picture alone, so that one plan serves any batch size and any split of a batch.</summary>
/// <remarks>
/// Two plans of the same graph, for one unit and for two, are compared: in each value of the run the first dimension must double and nothing
/// else may change, and each step must work along other axes only. Where this fails, the whole batch is one unit and is never split.
/// </remarks>
internal static class PictureIndependence
{
    /// <summary>Compares the plans for one and for two units.</summary>
    public static bool Holds(ExecutionPlan one, ExecutionPlan two)
    {
        if (one.Steps.Count != two.Steps.Count || one.Values.Count != two.Values.Count)
        {
            return false;
        }

        bool[] runs = new bool[one.Values.Count];
        runs[one.Input] = true;
        foreach (PlanStep step in one.Steps)
        {
            runs[step.Output] = step.Inputs.Any(input => runs[input]);
        }

        for (int i = 0; i < runs.Length; i++)
        {
            if (!(runs[i] ? Doubles(one.Values[i].Shape, two.Values[i].Shape) : SameForAll(one.Values[i], two.Values[i])))
            {
                return false;
            }
        }

        return one.Steps.Zip(two.Steps).All(pair => !runs[pair.First.Output] || WorksInside(pair.First, pair.Second, (one, runs)));
    }

    private static bool Doubles(Shape one, Shape two) =>
        one.Rank > 0 && two.Rank == one.Rank && two[0] == 2 * one[0] && one.AsSpan()[1..].SequenceEqual(two.AsSpan()[1..]);

    /// <summary>A constant must not depend on the batch, or repeat itself for each unit.</summary>
    private static bool SameForAll(PlanValue one, PlanValue two)
    {
        if (one.Constant is not { } first || two.Constant is not { } second)
        {
            return one.Shape.Equals(two.Shape) || Doubles(one.Shape, two.Shape);
        }

        return one.Shape.Equals(two.Shape)
            ? ReferenceEquals(first, second) || first.Bytes.Span.SequenceEqual(second.Bytes.Span)
            : Doubles(one.Shape, two.Shape)
                && second.Bytes.Span[..first.Bytes.Length].SequenceEqual(first.Bytes.Span)
                && second.Bytes.Span[first.Bytes.Length..].SequenceEqual(first.Bytes.Span);
    }

    private static bool WorksInside(PlanStep one, PlanStep two, (ExecutionPlan Plan, bool[] Runs) context)
    {
        if (one.GetType() != two.GetType())
        {
            return false;
        }

        return (one, two) switch
        {
            (GatherStep or DynamicConvolutionStep, _) => false,
            (ConcatStep concat, _) => concat.Axis != 0 && concat.Inputs.All(input => AlignsWithOutput(input, one, context)),
            (ReduceStep reduce, _) => !reduce.IsReduced[0],
            (SoftmaxStep a, SoftmaxStep b) => b.Axis.Outer == 2 * a.Axis.Outer && b.Axis.Length == a.Axis.Length,
            (NormalizeStep a, NormalizeStep b) => b.Shape.RowCount == 2 * a.Shape.RowCount && b.Shape.RowLength == a.Shape.RowLength,
            (DenseStep a, DenseStep b) => b.RowCount == 2 * a.RowCount && b.InputLength == a.InputLength,
            (MatMulStep a, MatMulStep b) => b.Spec.MatricesPerPicture == 2 * a.Spec.MatricesPerPicture && a.Spec.M == b.Spec.M
                && a.Spec.K == b.Spec.K && a.Spec.N == b.Spec.N && (!a.Spec.SharedSecond || !context.Runs[a.Inputs[1]]),
            (MoveStep a, MoveStep b) => MovesInside(a, b),
            (BinaryStep or SelectStep, _) => one.Inputs.All(input => AlignsWithOutput(input, one, context)),
            _ => true,
        };
    }

    private static bool AlignsWithOutput(int input, PlanStep step, (ExecutionPlan Plan, bool[] Runs) context) =>
        !context.Runs[input] || context.Plan.Values[input].Shape.Rank == context.Plan.Values[step.Output].Shape.Rank;

    private static bool MovesInside(MoveStep one, MoveStep two) =>
        one.Axes[0].Source == 0 && IsIdentity(one.Axes[0].Indices) && IsIdentity(two.Axes[0].Indices);

    private static bool IsIdentity(int[] indices) => indices.Index().All(pair => pair.Index == pair.Item);
}
