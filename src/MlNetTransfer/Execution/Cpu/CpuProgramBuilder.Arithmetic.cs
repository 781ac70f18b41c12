using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Functions of two operands, and dense layers.</content>
internal sealed partial class CpuProgramBuilder
{
    private void LowerDense(DenseStep step)
    {
        var spec = new DenseSpec
        {
            InputLength = step.InputLength,
            OutputLength = step.OutputLength,
            RowsPerPicture = step.RowCount,
            Activation = step.Activation,
        };
        CpuOperand source = Planar(step.Inputs[0]);
        CpuOperand target = NewPlanar(step.Output);
        if (step.RowCount > 0)
        {
            PreparedOperation operation = Weighted(step, (weights, bias) => Dense.Prepare(spec, weights, bias));
            Emit(operation, 1, (source, CpuOperand.None, target));
        }
    }

    /// <summary>Weights as [M, K] with the factor applied.</summary>
    private static float[] WeightsOf(DenseStep step)
    {
        float[] given = ConstantReading.ToFloats(step.Weights);
        if (!step.InputMajor && step.Factor == 1f)
        {
            return given;
        }

        float[] weights = new float[given.Length];
        for (int m = 0; m < step.OutputLength; m++)
        {
            for (int k = 0; k < step.InputLength; k++)
            {
                int from = step.InputMajor ? (k * step.OutputLength) + m : (m * step.InputLength) + k;
                weights[(m * step.InputLength) + k] = step.Factor * given[from];
            }
        }

        return weights;
    }

    private void LowerBinary(BinaryStep step)
    {
        BinaryKind? kind = KindOf(step.Kind);
        if (kind is { } fast && TryLowerBlockedBinary(step, fast))
        {
            return;
        }

        CpuOperand a = Planar(step.Inputs[0]);
        CpuOperand b = Planar(step.Inputs[1]);
        CpuOperand output = NewPlanar(step.Output);
        int length = LengthOf(step.Output);
        bool sameShape = LengthOf(step.Inputs[0]) == length && LengthOf(step.Inputs[1]) == length;
        bool sameStrides = StrideOf(step.Inputs[0]) == StrideOf(step.Inputs[1]);
        if (kind is { } flat && sameShape && sameStrides && length > 0)
        {
            Emit(Elementwise.PrepareFlatBinary(flat, step.Activation, length), 1, (a, b, output));
            return;
        }

        var broadcast = new PlanarBroadcast(ShapeOf(step.Output).AsSpan(), ShapeOf(step.Inputs[0]).AsSpan(), ShapeOf(step.Inputs[1]).AsSpan());
        var strides = new PlanarStrides(StrideOf(step.Inputs[0]), StrideOf(step.Inputs[1]), length);
        CpuOperand plain = step.Activation == Activation.None ? output : NewBuffer(length);
        Emit(new PlanarBinary(step.Kind, broadcast, strides), 1, (a, b, plain));
        if (step.Activation != Activation.None)
        {
            EmitFlatUnary(step.Activation, (plain, output), length);
        }
    }

    private bool TryLowerBlockedBinary(BinaryStep step, BinaryKind kind)
    {
        (int first, int second) = (step.Inputs[0], step.Inputs[1]);
        bool commutes = kind is BinaryKind.Add or BinaryKind.Mul or BinaryKind.Max or BinaryKind.Min;
        if (commutes && !ShapeOf(first).Equals(ShapeOf(step.Output)))
        {
            (first, second) = (second, first);
        }

        if (_isConstant[first] || _isConstant[second] || !IsPicture(first) || !IsPicture(second)
            || !ShapeOf(first).Equals(ShapeOf(step.Output)) || !Meets(ShapeOf(second), ShapeOf(first))
            || !(HasBlocked(first) || HasBlocked(second)))
        {
            return false;
        }

        BlockedOperand a = Blocked(first);
        BlockedOperand b = Blocked(second);
        BlockedOperand output = NewBlocked(step.Output);
        var operation = new BinaryOperation(kind, a.Layout, b.Layout, output.Layout, step.Activation);
        Emit(Elementwise.PrepareBinary(operation), ShapeOf(step.Output)[0], (a.Operand, b.Operand, output.Operand));
        return true;
    }

    /// <summary>Same size, or one pixel that meets every pixel of its channel.</summary>
    private static bool Meets(Shape second, Shape first) =>
        second[0] == first[0] && second[1] == first[1]
        && ((second[2] == first[2] && second[3] == first[3]) || (second[2] == 1 && second[3] == 1));

    private static BinaryKind? KindOf(PlanarBinaryKind kind) => kind switch
    {
        PlanarBinaryKind.Add => BinaryKind.Add,
        PlanarBinaryKind.Sub => BinaryKind.Sub,
        PlanarBinaryKind.Mul => BinaryKind.Mul,
        PlanarBinaryKind.Div => BinaryKind.Div,
        PlanarBinaryKind.Min => BinaryKind.Min,
        PlanarBinaryKind.Max => BinaryKind.Max,
        _ => null,
    };
}
