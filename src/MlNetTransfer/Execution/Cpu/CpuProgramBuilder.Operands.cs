using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Gradients of operands over dense values.</content>
internal sealed partial class CpuProgramBuilder
{
    private void LowerOperandGradient(OperandGradientStep step)
    {
        if (step.Forward is LocalResponseStep response)
        {
            LowerLocalResponseGradient(step, response);
            return;
        }

        CpuOperand[] sources = [.. step.Inputs.Select(Planar)];
        CpuOperand output = NewPlanar(step.Output);
        if (LengthOf(step.Output) == 0)
        {
            return;
        }

        CpuOperand second = sources.Length > 1 ? sources[1] : CpuOperand.None;
        CpuOperand third = sources.Length > 2 ? sources[2] : CpuOperand.None;
        if (step.Forward is SelectStep)
        {
            (second, third) = (CpuOperand.None, second);
        }

        Emit(GradientOf(step), 1, (sources[0], second, output), third);
    }

    private PreparedOperation GradientOf(OperandGradientStep step)
    {
        PlanarGradientStrides strides = StridesOf(step);
        PlanStep forward = step.Forward;
        Shape own = ShapeOf(forward.Inputs[step.Operand]);
        return forward switch
        {
            BinaryStep binary => PlanarGradient.PrepareBinary(binary.Kind, step.Operand == 1, ShapesOf(binary, step.Operand, 1 - step.Operand), strides),
            SelectStep => PlanarGradient.PrepareSelect(step.Operand == 1, ShapesOf(forward, step.Operand, 0), strides with { Second = 0, Third = strides.Second }),
            ReduceStep reduce => PlanarGradient.PrepareReduce(reduce.Kind, own.AsSpan(), reduce.IsReduced.ToArray(), strides),
            MoveStep move => PlanarGradient.PrepareMove(MapOf(move), LengthOf(step.Output), strides),
            GatherStep gather => PlanarGradient.PrepareGather(gather.Axis, gather.IndexCount, strides),
            NormalizeStep norm => Weighted(norm, (scale, _) => PlanarGradient.PrepareNormalize(norm.Shape, scale.ToArray(), strides), withBias: false),
            SoftmaxStep softmax => SoftmaxGradient.Prepare(new SoftmaxSpec(softmax.Axis.Outer, softmax.Axis.Length, softmax.Axis.Inner, softmax.Logarithm)),
            MatMulStep product when step.Operand == 0 => MatMulGradient.PrepareFirst(product.Spec),
            MatMulStep product => MatMulGradient.PrepareSecond(product.Spec with { SharedSecond = false }),
            _ => throw new InvalidOperationException($"{forward.GetType().Name} has no gradient of operands."),
        };
    }

    private PlanarGradientStrides StridesOf(OperandGradientStep step) => new(
        StrideOf(step.Inputs[0]),
        step.Inputs.Count > 1 ? StrideOf(step.Inputs[1]) : 0,
        step.Inputs.Count > 2 ? StrideOf(step.Inputs[2]) : 0,
        LengthOf(step.Output));

    private PlanarGradientShape ShapesOf(PlanStep forward, int operand, int other) => new(
        [.. ShapeOf(forward.Output)], [.. ShapeOf(forward.Inputs[operand])], [.. ShapeOf(forward.Inputs[other])]);

    private void LowerNormalizeParameterGradient(NormalizeParameterGradientStep step)
    {
        int entries = Math.Max(step.Forward.Scale.Length, step.Forward.Shift.Length);
        var strides = new PlanarGradientStrides(LengthOf(step.Inputs[0]), LengthOf(step.Inputs[1]), 0, 0);
        Emit(
            PlanarGradient.PrepareNormalizeParameters(step.Forward.Shape, entries, strides),
            1,
            (Planar(step.Inputs[0]), Planar(step.Inputs[1]), Planar(step.Output)));
    }

    private void LowerLocalResponseGradient(OperandGradientStep step, LocalResponseStep forward)
    {
        BlockedOperand gradient = Blocked(step.Inputs[0]);
        BlockedOperand input = Blocked(step.Inputs[1]);
        BlockedOperand output = NewBlocked(step.Output);
        Emit(
            LocalResponseGradient.Prepare(forward.Spec, input.Layout, gradient.Layout, output.Layout),
            ShapeOf(step.Output)[0],
            (gradient.Operand, input.Operand, output.Operand));
    }
}
