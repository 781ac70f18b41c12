using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Pooling, reshaping, dropout.</summary>
internal static class ElementGradients
{
    public static void Pool(GradientPlanBuilder plan, PoolStep step, int gradient)
    {
        int input = step.Inputs[0];
        bool needsInput = step.Kind is PoolKind.Max or PoolKind.GlobalMax;
        plan.Contribute(input, plan.Emit(new PoolGradientStep
        {
            Name = step.Name,
            Inputs = needsInput ? [gradient, input] : [gradient],
            Output = plan.NewValue(step.Name, plan.ShapeOf(input)),
            Forward = step,
        }));
    }

    public static void Reshape(GradientPlanBuilder plan, PlanStep step, int gradient)
    {
        int output = plan.NewValue(step.Name, plan.ShapeOf(step.Inputs[0]));
        plan.Contribute(step.Inputs[0], plan.Emit(new ReshapeStep { Name = step.Name, Inputs = [gradient], Output = output }));
    }

    /// <summary>The mask is drawn again from the same key.</summary>
    public static void Dropout(GradientPlanBuilder plan, DropoutStep step, int gradient)
    {
        int output = plan.NewValue(step.Name, plan.ShapeOf(step.Inputs[0]));
        plan.Contribute(step.Inputs[0], plan.Emit(step with { Inputs = [gradient], Output = output }));
    }
}
