using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Functions of two operands.</summary>
internal static class BinaryGradients
{
    public static void Differentiate(GradientPlanBuilder plan, BinaryStep step, int gradient)
    {
        for (int side = 0; side < 2; side++)
        {
            if (!plan.Depends(step.Inputs[side]))
            {
                continue;
            }

            if (PartOf(plan, step, side, gradient) is { } part)
            {
                plan.Contribute(step.Inputs[side], part);
            }
            else
            {
                OperandGradients.Binary(plan, step, side, gradient);
            }
        }
    }

    private static int? PartOf(GradientPlanBuilder plan, BinaryStep step, int side, int gradient)
    {
        int operand = step.Inputs[side];
        int other = step.Inputs[1 - side];
        bool whole = plan.ShapeOf(operand).Equals(plan.ShapeOf(step.Output));
        switch (step.Kind)
        {
            case PlanarBinaryKind.Add when whole:
            case PlanarBinaryKind.Sub when whole && side == 0:
                return gradient;
            case PlanarBinaryKind.Mul when whole:
                return plan.Emit(new BinaryStep
                {
                    Name = step.Name,
                    Inputs = [gradient, other],
                    Output = plan.NewValue(step.Name, plan.ShapeOf(operand)),
                    Kind = PlanarBinaryKind.Mul,
                });
            case PlanarBinaryKind.Mul when IsPerChannel(plan.ShapeOf(operand), plan.ShapeOf(step.Output)) && plan.ShapeOf(other).Equals(plan.ShapeOf(step.Output)):
                return plan.Emit(new ChannelProductStep
                {
                    Name = step.Name,
                    Inputs = [gradient, other],
                    Output = plan.NewValue(step.Name, plan.ShapeOf(operand)),
                });
            default:
                return null;
        }
    }

    private static bool IsPerChannel(Shape operand, Shape result) =>
        operand.Rank == 4 && result.Rank == 4 && operand[0] == result[0] && operand[1] == result[1] && operand[2] == 1 && operand[3] == 1;
}
