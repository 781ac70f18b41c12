using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Batch normalisation by the statistics of the batch; all its operations share one state.</content>
internal sealed partial class CpuProgramBuilder
{
    private void LowerBatchNormalization(BatchNormalizationStep step)
    {
        BlockedOperand input = Blocked(step.Inputs[0]);
        BlockedOperand output = NewBlocked(step.Output);
        int images = ShapeOf(step.Output)[0];
        int length = BatchNormalizationTraining.StateLength(input.Layout.Channels);
        CpuOperand state = NewBuffer(length);
        _states[step.Output] = state;
        _statistics.Add(new StatisticsBinding(state, length, _training!.Store.Find(step.Origin.Mean)!, _training.Store.Find(step.Origin.Variance)!));
        Emit(BatchNormalizationTraining.PrepareStatistics(input.Layout, step.Origin.Epsilon), images, (input.Operand, CpuOperand.None, state));
        PreparedOperation apply = Weighted(step, (scale, shift) => BatchNormalizationTraining.PrepareApply(
            new AffineChannels(scale.ToArray(), shift.ToArray(), step.Activation), input.Layout, output.Layout));
        Emit(apply, images, (input.Operand, state, output.Operand));
    }

    private void LowerBatchNormalizationParameterGradient(BatchNormalizationParameterGradientStep step)
    {
        BlockedOperand input = Blocked(step.Inputs[0]);
        BlockedOperand gradient = Blocked(step.Inputs[1]);
        CpuOperand state = _states[step.Forward.Output];
        int images = ShapeOf(step.Inputs[0])[0];
        Emit(BatchNormalizationTraining.PrepareParameterGradients(input.Layout, gradient.Layout), images, (input.Operand, gradient.Operand, state));
        Emit(BatchNormalizationTraining.PrepareAddParameterGradients(input.Layout.Channels), images, (state, CpuOperand.None, Planar(step.Output)));
    }

    private void LowerBatchNormalizationInputGradient(BatchNormalizationInputGradientStep step)
    {
        BlockedOperand gradient = Blocked(step.Inputs[0]);
        BlockedOperand input = Blocked(step.Inputs[1]);
        BlockedOperand output = NewBlocked(step.Output);
        PreparedOperation operation = Weighted(
            step.Forward,
            (scale, _) => BatchNormalizationTraining.PrepareInputGradient(scale.ToArray(), input.Layout, gradient.Layout, output.Layout),
            withBias: false);
        Emit(operation, ShapeOf(step.Output)[0], (gradient.Operand, input.Operand, output.Operand), _states[step.Forward.Output]);
    }
}
