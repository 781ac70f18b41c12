using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Backward steps.</content>
internal sealed partial class CpuProgramBuilder
{
    private void LowerOther(PlanStep step)
    {
        switch (step)
        {
            case ConvolutionInputGradientStep gradient:
                LowerConvolutionInputGradient(gradient);
                break;
            case ConvolutionWeightGradientStep gradient:
                LowerConvolutionWeightGradient(gradient);
                break;
            case DenseInputGradientStep gradient:
                LowerDenseInputGradient(gradient);
                break;
            case DenseWeightGradientStep gradient:
                LowerDenseWeightGradient(gradient);
                break;
            case ActivationGradientStep gradient:
                LowerActivationGradient(gradient);
                break;
            case PoolGradientStep gradient:
                LowerPoolGradient(gradient);
                break;
            case ScaleShiftInputGradientStep gradient:
                LowerScaleShiftInputGradient(gradient);
                break;
            case ScaleShiftParameterGradientStep gradient:
                LowerScaleShiftParameterGradient(gradient);
                break;
            case ChannelProductStep product:
                LowerChannelProduct(product);
                break;
            case ChannelWindowStep window:
                LowerChannelWindow(window);
                break;
            case OperandGradientStep gradient:
                LowerOperandGradient(gradient);
                break;
            case NormalizeParameterGradientStep gradient:
                LowerNormalizeParameterGradient(gradient);
                break;
            case BatchNormalizationStep norm:
                LowerBatchNormalization(norm);
                break;
            case BatchNormalizationParameterGradientStep gradient:
                LowerBatchNormalizationParameterGradient(gradient);
                break;
            case BatchNormalizationInputGradientStep gradient:
                LowerBatchNormalizationInputGradient(gradient);
                break;
            case DropoutStep dropout:
                LowerDropout(dropout);
                break;
            default:
                LowerPlanar(step);
                break;
        }
    }

    private void LowerConvolutionInputGradient(ConvolutionInputGradientStep step)
    {
        BlockedOperand gradient = Blocked(step.Inputs[0]);
        BlockedOperand? addend = step.HasAddend ? Blocked(step.Inputs[1]) : null;
        BlockedOperand? saved = step.Mask == Activation.None ? null : Blocked(step.Inputs[^1]);
        BlockedOperand output = NewBlocked(step.Output);
        ConvolutionGradientSpec spec = SpecOf(step.Forward) with
        {
            Input = saved?.Layout ?? output.Layout,
            Output = gradient.Layout,
            InputGradient = output.Layout,
            Addend = addend?.Layout,
            Mask = step.Mask,
        };
        PreparedOperation operation = Weighted(step.Forward, (weights, _) => ConvolutionGradient.PrepareInput(spec, weights), withBias: false);
        Emit(
            operation,
            ShapeOf(step.Output)[0],
            (gradient.Operand, addend?.Operand ?? CpuOperand.None, output.Operand),
            saved?.Operand ?? CpuOperand.None);
    }

    private void LowerConvolutionWeightGradient(ConvolutionWeightGradientStep step)
    {
        BlockedOperand gradient = Blocked(step.Inputs[1]);
        if (IsStem(step.Forward))
        {
            LowerStemWeightGradient(step, gradient);
            return;
        }

        BlockedOperand input = Blocked(step.Inputs[0]);
        ConvolutionGradientSpec spec = SpecOf(step.Forward) with { Input = input.Layout, Output = gradient.Layout, InputGradient = input.Layout };
        Emit(ConvolutionGradient.PrepareWeights(spec), ShapeOf(step.Inputs[1])[0], (input.Operand, gradient.Operand, Planar(step.Output)));
    }

    private void LowerStemWeightGradient(ConvolutionWeightGradientStep step, BlockedOperand gradient)
    {
        ConvolutionGradientSpec spec = SpecOf(step.Forward) with { Output = gradient.Layout };
        bool fromPixels = _plan.Normalization is not null;
        PreparedOperation operation = fromPixels
            ? ConvolutionGradient.PreparePixelWeights(spec, _plan.Normalization!)
            : ConvolutionGradient.PreparePlanarWeights(spec);
        CpuOperand source = fromPixels ? CpuOperand.Pixels : Planar(step.Inputs[0]);
        Emit(operation, ShapeOf(step.Inputs[1])[0], (source, gradient.Operand, Planar(step.Output)));
    }

    private ConvolutionGradientSpec SpecOf(ConvolutionStep forward) => new()
    {
        Shape = forward.Shape,
        AllowWinograd = _options.AllowWinograd,
    };

    private void LowerDenseInputGradient(DenseInputGradientStep step)
    {
        CpuOperand source = Planar(step.Inputs[0]);
        CpuOperand target = NewPlanar(step.Output);
        PreparedOperation operation = Weighted(step.Forward, (weights, _) => DenseGradient.PrepareInput(SpecOf(step.Forward), weights), withBias: false);
        Emit(operation, 1, (source, CpuOperand.None, target));
    }

    private void LowerDenseWeightGradient(DenseWeightGradientStep step) =>
        Emit(DenseGradient.PrepareWeights(SpecOf(step.Forward)), 1, (Planar(step.Inputs[0]), Planar(step.Inputs[1]), Planar(step.Output)));

    private static DenseSpec SpecOf(DenseStep step) => new()
    {
        InputLength = step.InputLength,
        OutputLength = step.OutputLength,
        RowsPerPicture = step.RowCount,
    };

    private void LowerActivationGradient(ActivationGradientStep step)
    {
        if (HasBlocked(step.Inputs[0]) || HasBlocked(step.Inputs[1]))
        {
            BlockedOperand gradient = Blocked(step.Inputs[0]);
            BlockedOperand saved = Blocked(step.Inputs[1]);
            BlockedOperand output = NewBlocked(step.Output);
            Emit(
                ActivationGradient.Prepare(step.Function, gradient.Layout, saved.Layout, output.Layout),
                ShapeOf(step.Output)[0],
                (gradient.Operand, saved.Operand, output.Operand));
            return;
        }

        (CpuOperand first, CpuOperand second) = (Planar(step.Inputs[0]), Planar(step.Inputs[1]));
        Emit(ActivationGradient.PrepareFlat(step.Function, LengthOf(step.Output)), 1, (first, second, NewPlanar(step.Output)));
    }

    private void LowerPoolGradient(PoolGradientStep step)
    {
        PoolStep pool = step.Forward;
        BlockedOperand gradient = Blocked(step.Inputs[0]);
        BlockedOperand? saved = step.Inputs.Count > 1 ? Blocked(step.Inputs[1]) : null;
        BlockedOperand output = NewBlocked(step.Output);
        PreparedOperation operation = pool.Kind switch
        {
            PoolKind.Max => PoolingGradient.PrepareMax(pool.Window, (saved!.Value.Layout, output.Layout), gradient.Layout),
            PoolKind.Average => PoolingGradient.PrepareAverage(pool.Window, output.Layout, gradient.Layout),
            PoolKind.GlobalMax => PoolingGradient.PrepareGlobalMax((saved!.Value.Layout, output.Layout), gradient.Layout),
            _ => PoolingGradient.PrepareGlobalAverage(output.Layout, gradient.Layout),
        };
        Emit(operation, ShapeOf(step.Output)[0], (gradient.Operand, saved?.Operand ?? CpuOperand.None, output.Operand));
    }

    private void LowerScaleShiftInputGradient(ScaleShiftInputGradientStep step) => LowerOverChannels(step, (input, output) => Weighted(
        step.Forward,
        (scale, _) => Elementwise.PrepareScaleShift(new AffineChannels(scale.ToArray(), new float[scale.Length]), input, output),
        withBias: false));

    private void LowerScaleShiftParameterGradient(ScaleShiftParameterGradientStep step)
    {
        CpuOperand target = Planar(step.Output);
        if (IsPicture(step.Inputs[0]))
        {
            BlockedOperand input = Blocked(step.Inputs[0]);
            BlockedOperand gradient = Blocked(step.Inputs[1]);
            Emit(ScaleShiftGradient.PrepareParameters(input.Layout, gradient.Layout), ShapeOf(step.Inputs[0])[0], (input.Operand, gradient.Operand, target));
            return;
        }

        (BlockedOperand x, BlockedOperand dy) = (Columns(step.Inputs[0]), Columns(step.Inputs[1]));
        Emit(ScaleShiftGradient.PrepareParameters(x.Layout, dy.Layout), ShapeOf(step.Inputs[0])[0], (x.Operand, dy.Operand, target));
    }

    /// <summary>[N, C, ...] of any rank as C channels of one column.</summary>
    private BlockedOperand Columns(int value)
    {
        Shape shape = ShapeOf(value);
        var layout = new BlockedLayout(shape[1], PlanarAxis.Of(shape.AsSpan(), 1, 2).Inner, 1);
        CpuOperand source = Planar(value);
        CpuOperand blocked = NewBlockedBuffer(layout, shape[0]);
        Emit(LayoutConversion.PreparePlanarToBlocked(layout), shape[0], (source, CpuOperand.None, blocked));
        return new BlockedOperand(blocked, layout);
    }

    private void LowerChannelProduct(ChannelProductStep step)
    {
        BlockedOperand gradient = Blocked(step.Inputs[0]);
        BlockedOperand first = Blocked(step.Inputs[1]);
        BlockedOperand output = NewBlocked(step.Output);
        Emit(
            BroadcastGradient.PrepareProduct(gradient.Layout, first.Layout, output.Layout),
            ShapeOf(step.Output)[0],
            (gradient.Operand, first.Operand, output.Operand));
    }

    /// <summary>Nothing to do where the part lies inside the whole.</summary>
    private void LowerChannelWindow(ChannelWindowStep step)
    {
        BlockedOperand whole = Blocked(step.Inputs[0]);
        BlockedOperand part = NewBlocked(step.Output);
        CpuOperand place = whole.Operand with { Offset = whole.Operand.Offset + (step.FirstChannel / BlockedLayout.Block * whole.Layout.PlaneStride) };
        if (_windows.ContainsKey(step.Output) && part.Operand == place)
        {
            return;
        }

        int[] channels = [.. Enumerable.Range(step.FirstChannel, part.Layout.Channels)];
        Emit(ChannelSelection.PrepareGather(channels, whole.Layout, part.Layout), ShapeOf(step.Output)[0], (whole.Operand, CpuOperand.None, part.Operand));
    }

    private void LowerDropout(DropoutStep step)
    {
        if (_training is null)
        {
            _planar[step.Output] = Planar(step.Inputs[0]);
            return;
        }

        int pictures = ShapeOf(step.Output)[0];
        var spec = new DropoutSpec(step.Ratio, step.Index, _training.Dropout);
        if (HasBlocked(step.Inputs[0]))
        {
            BlockedOperand input = Blocked(step.Inputs[0]);
            BlockedOperand output = NewBlocked(step.Output);
            Emit(Dropout.Prepare(spec, input.Layout, output.Layout), pictures, (input.Operand, CpuOperand.None, output.Operand));
            return;
        }

        CpuOperand source = Planar(step.Inputs[0]);
        Emit(Dropout.PrepareFlat(spec, LengthOf(step.Output) / pictures), pictures, (source, CpuOperand.None, NewPlanar(step.Output)));
    }
}
