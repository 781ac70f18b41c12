using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Which rule differentiates which step.</summary>
internal static class StepGradients
{
    /// <summary>Hands the gradient of a step's result (before its activation) on to its inputs and weights.</summary>
    public static void Differentiate(GradientPlanBuilder plan, PlanStep step, int gradient)
    {
        switch (step)
        {
            case ConvolutionStep convolution:
                LinearGradients.Convolution(plan, convolution, gradient);
                break;
            case DenseStep dense:
                LinearGradients.Dense(plan, dense, gradient);
                break;
            case ScaleShiftStep affine:
                LinearGradients.ScaleShift(plan, affine, gradient);
                break;
            case BatchNormalizationStep norm:
                LinearGradients.BatchNormalization(plan, norm, gradient);
                break;
            case UnaryStep:
                plan.Contribute(step.Inputs[0], gradient);
                break;
            case PoolStep pool:
                ElementGradients.Pool(plan, pool, gradient);
                break;
            case BinaryStep binary:
                BinaryGradients.Differentiate(plan, binary, gradient);
                break;
            case ReshapeStep:
                ElementGradients.Reshape(plan, step, gradient);
                break;
            case ConcatStep concat:
                MovementGradients.Concat(plan, concat, gradient);
                break;
            case MoveStep move:
                MovementGradients.Move(plan, move, gradient);
                break;
            case SelectStep select:
                OperandGradients.Select(plan, select, gradient);
                break;
            case ReduceStep reduce:
                OperandGradients.Reduce(plan, reduce, gradient);
                break;
            case MatMulStep product:
                OperandGradients.MatMul(plan, product, gradient);
                break;
            case NormalizeStep norm:
                OperandGradients.Normalize(plan, norm, gradient);
                break;
            case CastStep cast:
                OperandGradients.Cast(plan, cast, gradient);
                break;
            case SoftmaxStep:
                OperandGradients.Give(plan, step, 0, [gradient, step.Output]);
                break;
            case LocalResponseStep:
                OperandGradients.Give(plan, step, 0, [gradient, step.Inputs[0]]);
                break;
            case GatherStep:
                OperandGradients.Give(plan, step, 0, [gradient, step.Inputs[1]]);
                break;
            case DropoutStep dropout:
                ElementGradients.Dropout(plan, dropout, gradient);
                break;
            default:
                plan.Refuse(step, "it has no derivative");
                break;
        }
    }
}
