using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Steps that move elements: gradients move back.</summary>
internal static class MovementGradients
{
    public static void Concat(GradientPlanBuilder plan, ConcatStep step, int gradient)
    {
        int start = 0;
        foreach (int input in step.Inputs)
        {
            Shape shape = plan.ShapeOf(input);
            if (plan.Depends(input))
            {
                int output = plan.NewValue(step.Name, shape);
                plan.Contribute(input, plan.Emit(step.Axis == 1 && shape.Rank == 4
                    ? new ChannelWindowStep { Name = step.Name, Inputs = [gradient], Output = output, FirstChannel = start }
                    : Part(step, (gradient, output), shape, start)));
            }

            start += shape[step.Axis];
        }
    }

    public static void Move(GradientPlanBuilder plan, MoveStep step, int gradient)
    {
        Shape source = plan.ShapeOf(step.Inputs[0]);
        if (InverseOf(step, source) is not { } axes)
        {
            OperandGradients.Give(plan, step, 0, [gradient]);
            return;
        }

        int output = plan.NewValue(step.Name, source);
        plan.Contribute(step.Inputs[0], plan.Emit(new MoveStep { Name = step.Name, Inputs = [gradient], Output = output, Axes = axes }));
    }

    private static MoveStep Part(ConcatStep step, (int Gradient, int Output) values, Shape shape, int start)
    {
        MoveAxis[] axes = MovementLowering.WholeAxes(shape);
        axes[step.Axis] = new MoveAxis(step.Axis, [.. Enumerable.Range(start, shape[step.Axis])]);
        return new MoveStep { Name = step.Name, Inputs = [values.Gradient], Output = values.Output, Axes = axes };
    }

    /// <summary>The move back, zero where nothing was taken; null where an element went to several places.</summary>
    private static MoveAxis[]? InverseOf(MoveStep step, Shape source)
    {
        var axes = new MoveAxis[source.Rank];
        foreach ((int target, MoveAxis axis) in step.Axes.Index())
        {
            if (axis.Source < 0 || axes[axis.Source] is not null)
            {
                return null;
            }

            int[] inverse = new int[source[axis.Source]];
            Array.Fill(inverse, -1);
            foreach ((int to, int from) in axis.Indices.Index())
            {
                if (from >= 0 && inverse[from] >= 0)
                {
                    return null;
                }

                if (from >= 0)
                {
                    inverse[from] = to;
                }
            }

            axes[axis.Source] = new MoveAxis(target, inverse);
        }

        return axes.Contains(null) ? null : axes;
    }
}
