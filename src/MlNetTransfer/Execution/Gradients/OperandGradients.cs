using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Steps whose gradients are each one operation over dense values.</summary>
internal static class OperandGradients
{
    public static void Binary(GradientPlanBuilder plan, BinaryStep step, int operand, int gradient)
    {
        if (step.Kind is PlanarBinaryKind.Equal or PlanarBinaryKind.IntegerDiv)
        {
            plan.Refuse(step, $"{step.Kind} has no derivative");
            return;
        }

        bool reads = PlanarGradient.NeedsOperands(step.Kind);
        Give(plan, step, operand, reads ? [gradient, step.Inputs[operand], step.Inputs[1 - operand]] : [gradient]);
    }

    public static void Select(GradientPlanBuilder plan, SelectStep step, int gradient)
    {
        Give(plan, step, 1, [gradient, step.Inputs[0]]);
        Give(plan, step, 2, [gradient, step.Inputs[0]]);
    }

    public static void Reduce(GradientPlanBuilder plan, ReduceStep step, int gradient)
    {
        switch (step.Kind)
        {
            case PlanarReduceKind.ArgMax or PlanarReduceKind.ArgMaxLast:
                plan.Refuse(step, $"{step.Kind} has no derivative");
                break;
            case PlanarReduceKind.Sum or PlanarReduceKind.Mean:
                Give(plan, step, 0, [gradient]);
                break;
            default:
                Give(plan, step, 0, [gradient, step.Inputs[0], step.Output]);
                break;
        }
    }

    public static void MatMul(GradientPlanBuilder plan, MatMulStep step, int gradient)
    {
        if (step.Spec is { SharedSecond: true, MatricesPerPicture: > 1 } && plan.Depends(step.Inputs[1]))
        {
            plan.Refuse(step, "the gradient of a second matrix that all products of the run share is not computed");
            return;
        }

        Give(plan, step, 0, [gradient, step.Inputs[1]]);
        Give(plan, step, 1, [gradient, step.Inputs[0]]);
    }

    public static void Normalize(GradientPlanBuilder plan, NormalizeStep step, int gradient)
    {
        if (step.IsTrained)
        {
            plan.Emit(new NormalizeParameterGradientStep
            {
                Name = step.Name,
                Inputs = [gradient, step.Inputs[0]],
                Output = plan.NewAccumulator(step),
                Forward = step,
            });
        }

        Give(plan, step, 0, [gradient, step.Inputs[0]]);
    }

    public static void Cast(GradientPlanBuilder plan, CastStep step, int gradient)
    {
        if (PlanarGradient.PassesCast(step.Kind))
        {
            plan.Contribute(step.Inputs[0], gradient);
        }
        else
        {
            plan.Refuse(step, $"{step.Kind} has no derivative");
        }
    }

    /// <summary>Emits the gradient of one operand where it is wanted.</summary>
    public static void Give(GradientPlanBuilder plan, PlanStep step, int operand, int[] inputs)
    {
        int target = step.Inputs[operand];
        if (!plan.Depends(target))
        {
            return;
        }

        if (plan.IsConstant(target))
        {
            plan.Refuse(step, "the gradient of a constant operand is not computed here");
            return;
        }

        plan.Contribute(target, plan.Emit(new OperandGradientStep
        {
            Name = step.Name,
            Inputs = inputs,
            Output = plan.NewValue(step.Name, plan.ShapeOf(target)),
            Forward = step,
            Operand = operand,
        }));
    }
}
