using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Convolutions, dense layers, and scale and shift of channels.</summary>
internal static class LinearGradients
{
    public static void Convolution(GradientPlanBuilder plan, ConvolutionStep step, int gradient)
    {
        if (step.HasResidual)
        {
            plan.Contribute(step.Inputs[1], gradient);
        }

        if (step.IsTrained)
        {
            plan.Emit(new ConvolutionWeightGradientStep
            {
                Name = step.Name,
                Inputs = [step.Inputs[0], gradient],
                Output = plan.NewAccumulator(step),
                Forward = step,
            });
        }

        plan.Defer(step.Inputs[0], new ConvolutionInputGradientStep { Name = step.Name, Inputs = [gradient], Output = -1, Forward = step });
    }

    public static void Dense(GradientPlanBuilder plan, DenseStep step, int gradient)
    {
        if (step.IsTrained)
        {
            plan.Emit(new DenseWeightGradientStep
            {
                Name = step.Name,
                Inputs = [step.Inputs[0], gradient],
                Output = plan.NewAccumulator(step),
                Forward = step,
            });
        }

        if (plan.Depends(step.Inputs[0]))
        {
            int output = plan.NewValue(step.Name, plan.ShapeOf(step.Inputs[0]));
            plan.Contribute(
                step.Inputs[0],
                plan.Emit(new DenseInputGradientStep { Name = step.Name, Inputs = [gradient], Output = output, Forward = step }));
        }
    }

    public static void BatchNormalization(GradientPlanBuilder plan, BatchNormalizationStep step, int gradient)
    {
        plan.Emit(new BatchNormalizationParameterGradientStep
        {
            Name = step.Name,
            Inputs = [step.Inputs[0], gradient],
            Output = plan.NewAccumulator(step),
            Forward = step,
        });
        if (plan.Depends(step.Inputs[0]))
        {
            int output = plan.NewValue(step.Name, plan.ShapeOf(step.Inputs[0]));
            plan.Contribute(
                step.Inputs[0],
                plan.Emit(new BatchNormalizationInputGradientStep { Name = step.Name, Inputs = [gradient, step.Inputs[0]], Output = output, Forward = step }));
        }
    }

    public static void ScaleShift(GradientPlanBuilder plan, ScaleShiftStep step, int gradient)
    {
        if (step.IsTrained)
        {
            plan.Emit(new ScaleShiftParameterGradientStep
            {
                Name = step.Name,
                Inputs = [step.Inputs[0], gradient],
                Output = plan.NewAccumulator(step),
                Forward = step,
            });
        }

        if (plan.Depends(step.Inputs[0]))
        {
            int output = plan.NewValue(step.Name, plan.ShapeOf(step.Inputs[0]));
            plan.Contribute(
                step.Inputs[0],
                plan.Emit(new ScaleShiftInputGradientStep { Name = step.Name, Inputs = [gradient], Output = output, Forward = step }));
        }
    }
}
