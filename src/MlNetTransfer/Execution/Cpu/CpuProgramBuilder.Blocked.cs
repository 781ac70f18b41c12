using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Steps that run on blocked activations.</content>
internal sealed partial class CpuProgramBuilder
{
    /// <summary>Channels that a first convolution can read straight from pixels or planar floats.</summary>
    private const int LargestStemInput = 4;

    private void LowerConvolution(ConvolutionStep step)
    {
        int images = ShapeOf(step.Output)[0];
        if (IsStem(step))
        {
            LowerStem(step);
            return;
        }

        BlockedOperand input = Blocked(step.Inputs[0]);
        BlockedOperand? residual = step.HasResidual ? Blocked(step.Inputs[1]) : null;
        BlockedOperand output = NewBlocked(step.Output);
        ConvolutionSpec spec = SpecOf(step, output) with { Input = input.Layout, Residual = residual?.Layout };
        CpuOperand residualOperand = residual?.Operand ?? CpuOperand.None;
        if (step.IsTrained)
        {
            PreparedOperation operation = Weighted(step, (weights, bias) => Convolution.Prepare(spec, weights, bias));
            Emit(operation, images, (input.Operand, residualOperand, output.Operand));
            return;
        }

        ConvolutionStages stages = Convolution.PrepareStages(spec, ConstantReading.ToFloats(step.Weights), step.Bias is null ? [] : ConstantReading.ToFloats(step.Bias));
        CpuOperand operand = input.Operand;
        if (stages.First is { } first)
        {
            operand = NewBuffer(checked(images * stages.BetweenLength));
            Emit(first, images, (input.Operand, CpuOperand.None, operand));
        }

        Emit(stages.Last, images, (operand, residualOperand, output.Operand));
    }

    private ConvolutionSpec SpecOf(ConvolutionStep step, BlockedOperand output) => new()
    {
        Shape = step.Shape,
        Output = output.Layout,
        Activation = step.Activation,
        AllowWinograd = _options.AllowWinograd,
    };

    private void LowerInvertedResidual(InvertedResidualStep step)
    {
        BlockedOperand input = Blocked(step.Inputs[0]);
        BlockedOperand? residual = step.Inputs.Count > 1 ? Blocked(step.Inputs[1]) : null;
        BlockedOperand output = NewBlocked(step.Output);
        ConvolutionSpec depthwise = Link(step.Depthwise);
        var spec = new InvertedResidualSpec
        {
            Expand = step.Expand is null ? null : Link(step.Expand) with { Input = input.Layout },
            Depthwise = depthwise with
            {
                Input = step.Expand is null ? input.Layout : depthwise.Input,
                Output = step.Project is null ? output.Layout : depthwise.Output,
            },
            Project = step.Project is null ? null : Link(step.Project) with { Output = output.Layout, Residual = residual?.Layout },
        };
        var weights = new InvertedResidualWeights { Expand = Weights(step.Expand), Depthwise = Weights(step.Depthwise), Project = Weights(step.Project) };
        Emit(
            InvertedResidual.Prepare(spec, weights),
            ShapeOf(step.Output)[0],
            (input.Operand, residual?.Operand ?? CpuOperand.None, output.Operand));
    }

    private static LinkWeights Weights(ConvolutionStep? step) =>
        step is null ? default : new LinkWeights(ConstantReading.ToFloats(step.Weights), step.Bias is null ? default : ConstantReading.ToFloats(step.Bias));

    /// <summary>A convolution whose operands never leave the cache.</summary>
    private static ConvolutionSpec Link(ConvolutionStep step)
    {
        ConvolutionShape shape = step.Shape;
        return new ConvolutionSpec
        {
            Shape = shape,
            Input = new BlockedLayout(shape.InputChannels, shape.InputHeight, shape.InputWidth),
            Output = new BlockedLayout(shape.OutputChannels, shape.OutputHeight, shape.OutputWidth),
            Activation = step.Activation,
        };
    }

    private bool IsStem(ConvolutionStep step) =>
        step.Inputs[0] == _plan.Input && step.Shape.Groups == 1 && step.Shape.InputChannels <= LargestStemInput && !step.HasResidual
        && _plan.Normalization is null or { ChannelsLast: false };

    private void LowerStem(ConvolutionStep step)
    {
        BlockedOperand output = NewBlocked(step.Output);
        ConvolutionSpec spec = SpecOf(step, output);
        bool fromPixels = _plan.Normalization is not null;
        PreparedOperation stem = Weighted(step, (weights, bias) => fromPixels
            ? PixelStem.PreparePixels(spec, _plan.Normalization!, weights, bias)
            : PixelStem.PreparePlanar(spec, weights, bias));
        Emit(stem, ShapeOf(step.Output)[0], (fromPixels ? CpuOperand.Pixels : Planar(step.Inputs[0]), CpuOperand.None, output.Operand));
    }

    private void LowerPool(PoolStep step)
    {
        BlockedOperand input = Blocked(step.Inputs[0]);
        BlockedOperand output = NewBlocked(step.Output);
        PreparedOperation operation = step.Kind switch
        {
            PoolKind.Max => Pooling.PrepareMax(step.Window, input.Layout, output.Layout),
            PoolKind.Average => Pooling.PrepareAverage(step.Window, input.Layout, output.Layout),
            PoolKind.GlobalMax => Pooling.PrepareGlobalMax(input.Layout, output.Layout),
            _ => Pooling.PrepareGlobalAverage(input.Layout, output.Layout),
        };
        Emit(operation, ShapeOf(step.Output)[0], (input.Operand, CpuOperand.None, output.Operand));
    }

    private void LowerUnary(UnaryStep step)
    {
        if (HasBlocked(step.Inputs[0]))
        {
            BlockedOperand input = Blocked(step.Inputs[0]);
            BlockedOperand output = NewBlocked(step.Output);
            Emit(
                Elementwise.PrepareUnary(step.Activation, input.Layout, output.Layout),
                ShapeOf(step.Output)[0],
                (input.Operand, CpuOperand.None, output.Operand));
            return;
        }

        CpuOperand source = Planar(step.Inputs[0]);
        EmitFlatUnary(step.Activation, (source, NewPlanar(step.Output)), LengthOf(step.Output));
    }

    private void EmitFlatUnary(Activation activation, (CpuOperand Input, CpuOperand Output) operands, int length) =>
        Emit(Elementwise.PrepareFlatUnary(activation, length), 1, (operands.Input, CpuOperand.None, operands.Output));

    private void LowerScaleShift(ScaleShiftStep step)
    {
        LowerOverChannels(step, (input, output) => Weighted(
            step,
            (scale, shift) => Elementwise.PrepareScaleShift(new AffineChannels(scale.ToArray(), shift.ToArray(), step.Activation), input, output)));
    }

    private void LowerLocalResponse(LocalResponseStep step) =>
        LowerOverChannels(step, (input, output) => LocalResponseNormalization.Prepare(step.Spec, input, output));

    /// <summary>An operation over axis 1 of any rank: [N, C, ...] is seen as C channels of one column.</summary>
    private void LowerOverChannels(PlanStep step, Func<BlockedLayout, BlockedLayout, PreparedOperation> prepare)
    {
        if (IsPicture(step.Output))
        {
            BlockedOperand input = Blocked(step.Inputs[0]);
            BlockedOperand output = NewBlocked(step.Output);
            Emit(prepare(input.Layout, output.Layout), ShapeOf(step.Output)[0], (input.Operand, CpuOperand.None, output.Operand));
            return;
        }

        CpuOperand source = Planar(step.Inputs[0]);
        CpuOperand target = NewPlanar(step.Output);
        Shape shape = ShapeOf(step.Output);
        if (shape.ElementCount == 0)
        {
            return;
        }

        var layout = new BlockedLayout(shape[1], PlanarAxis.Of(shape.AsSpan(), 1, 2).Inner, 1);
        CpuOperand blockedInput = NewBlockedBuffer(layout, shape[0]);
        CpuOperand blockedOutput = NewBlockedBuffer(layout, shape[0]);
        Emit(LayoutConversion.PreparePlanarToBlocked(layout), shape[0], (source, CpuOperand.None, blockedInput));
        Emit(prepare(layout, layout), shape[0], (blockedInput, CpuOperand.None, blockedOutput));
        Emit(LayoutConversion.PrepareBlockedToPlanar(layout), shape[0], (blockedOutput, CpuOperand.None, target));
    }
}
