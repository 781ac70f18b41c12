using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Steps that run on planar values.</content>
internal sealed partial class CpuProgramBuilder
{
    private void LowerPlanar(PlanStep step)
    {
        if (step is SelectStep select)
        {
            LowerSelect(select);
            return;
        }

        CpuOperand input = Planar(step.Inputs[0]);
        CpuOperand second = step.Inputs.Count > 1 ? Planar(step.Inputs[1]) : CpuOperand.None;
        CpuOperand output = NewPlanar(step.Output);
        var strides = new PlanarStrides(StrideOf(step.Inputs[0]), step.Inputs.Count > 1 ? StrideOf(step.Inputs[1]) : 0, LengthOf(step.Output));
        if (LengthOf(step.Output) > 0)
        {
            Emit(OperationOf(step, strides), 1, (input, second, output));
        }
    }

    private PreparedOperation OperationOf(PlanStep step, PlanarStrides strides) => step switch
    {
        SoftmaxStep softmax => Softmax.Prepare(new SoftmaxSpec(softmax.Axis.Outer, softmax.Axis.Length, softmax.Axis.Inner, softmax.Logarithm)),
        MatMulStep product => MatMul.Prepare(product.Spec),
        NormalizeStep norm => Weighted(norm, (scale, shift) => new PlanarNormalize(norm.Shape, scale.ToArray(), shift.ToArray(), strides)),
        ReduceStep reduce => new PlanarReduce(reduce.Kind, ShapeOf(reduce.Inputs[0]).AsSpan(), reduce.IsReduced.ToArray(), strides),
        CastStep cast => new PlanarCast(cast.Kind, LengthOf(cast.Output), strides),
        GatherStep gather => new PlanarGather(gather.Axis, gather.IndexCount, strides),
        DynamicConvolutionStep convolution => new PlanarConvolution(convolution.Shape, ShapeOf(convolution.Output)[0], strides),
        _ => throw new UnsupportedOperatorException(
            "This processor", [new UnsupportedOperator(step.GetType().Name, step.Name, "the executor has no kernel for this step")]),
    };

    /// <summary>Copies the third operand, then overwrites where the condition holds.</summary>
    private void LowerSelect(SelectStep step)
    {
        CpuOperand[] inputs = [.. step.Inputs.Select(Planar)];
        CpuOperand output = NewPlanar(step.Output);
        Shape shape = ShapeOf(step.Output);
        if (shape.ElementCount == 0)
        {
            return;
        }

        int length = LengthOf(step.Output);
        PlanarMoveMap copy = BroadcastMap(ShapeOf(step.Inputs[2]), shape);
        Emit(new PlanarMove(copy.Coalesced(), new PlanarStrides(StrideOf(step.Inputs[2]), 0, length)), 1, (inputs[2], CpuOperand.None, output));
        var broadcast = new PlanarBroadcast(shape.AsSpan(), ShapeOf(step.Inputs[0]).AsSpan(), ShapeOf(step.Inputs[1]).AsSpan());
        var strides = new PlanarStrides(StrideOf(step.Inputs[0]), StrideOf(step.Inputs[1]), length);
        Emit(new PlanarSelect(broadcast, strides), 1, (inputs[0], inputs[1], output));
    }

    private static PlanarMoveMap BroadcastMap(Shape source, Shape target)
    {
        int[] strides = PlanarMoveMap.RowMajorStrides(source.AsSpan());
        int[][] offsets = [.. Enumerable.Range(0, target.Rank).Select(axis =>
        {
            int from = axis - (target.Rank - source.Rank);
            return PlanarMoveMap.Steps(target[axis], from < 0 || source[from] == 1 ? 0 : strides[from]);
        })];
        return target.Rank == 0 ? new PlanarMoveMap([1], [[0]]) : new PlanarMoveMap(target.AsSpan().ToArray(), offsets);
    }
}
