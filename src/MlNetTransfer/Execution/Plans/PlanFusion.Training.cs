using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <content>What is joined, and what is kept apart, where a network learns.</content>
internal sealed partial class PlanFusion
{
    /// <summary>Joins what can be joined in a plan that keeps its batch normalisations, for training.</summary>
    /// <param name="plan">The plan as it was lowered.</param>
    /// <param name="trained">What moves.</param>
    /// <param name="inputMoves">Whether the derivative by the input is wanted.</param>
    public static ExecutionPlan FuseForTraining(ExecutionPlan plan, TrainableTensors trained, bool inputMoves)
    {
        var fusion = new PlanFusion(WithoutDeadSteps(MoveFusion.Join(plan)), trained, inputMoves);
        int dropouts = 0;
        foreach (PlanStep step in fusion._plan.Steps)
        {
            fusion.Add(step is DropoutStep dropout ? dropout with { Index = dropouts++ } : fusion.WithStatistics(step));
        }

        return fusion._plan with { Steps = [.. fusion._steps.OfType<PlanStep>().Select(fusion.Marked)] };
    }

    private bool Moves(Tensor? tensor) => _trained?.Contains(tensor) == true;

    private bool Moves(AffineOrigin? origin) => _trained?.Moves(origin) == true;

    private bool MovesConstant(int value) => Moves(_plan.Values[value].Constant);

    private bool MustKeepArgument(UnaryStep unary) =>
        _trained is not null && _depends[unary.Output] && !ActivationGradient.UsesOutput(unary.Activation);

    private PlanStep WithStatistics(PlanStep step) =>
        step is ScaleShiftStep { Origin: { Mean: not null } origin } && _plan.Values[step.Output].Shape.Rank == 4 && _trained!.UpdatesStatistics && Moves(origin)
            ? new BatchNormalizationStep { Name = step.Name, Inputs = step.Inputs, Output = step.Output, Origin = origin }
            : step;

    private PlanStep Marked(PlanStep step) => !_trained!.Moves(step) ? step : step switch
    {
        ConvolutionStep convolution => convolution with { IsTrained = true },
        DenseStep dense => dense with { IsTrained = true },
        ScaleShiftStep affine => affine with { IsTrained = true },
        NormalizeStep norm => norm with { IsTrained = true },
        _ => step,
    };

    /// <summary>The constant itself where it has one entry for each channel, so that it stays what training knows.</summary>
    private Tensor EntryTensor(int constant, float[] entries)
    {
        var shape = new Shape(entries.Length);
        return _plan.Values[constant].Constant is { ElementType: ElementType.Float32 } tensor && tensor.Shape.ElementCount == entries.Length
            ? Tensor.FromBytes(ElementType.Float32, shape, tensor.Bytes)
            : Tensor.FromFloats(shape, entries);
    }

    private AffineOrigin OriginOf(BinaryStep binary, int constant, float[] entries) => binary.Kind == PlanarBinaryKind.Mul
        ? new AffineOrigin { Scale = EntryTensor(constant, entries) }
        : new AffineOrigin { Shift = EntryTensor(constant, entries), IsSubtracted = binary.Kind == PlanarBinaryKind.Sub };

    /// <summary>
    /// A normalisation behind a convolution: worked into constant weights, or carried along where the weights move. A normalisation that moves behind
    /// weights that do not stays apart: then no gradient of the weights is computed.
    /// </summary>
    private ConvolutionStep? FuseNormalization(ScaleShiftStep step)
    {
        if (_trained is null
            || SoleProducer<ConvolutionStep>(step.Inputs[0]) is not { HasResidual: false, Normalization: null } convolution
            || convolution.Activation != Activation.None
            || (Moves(step.Origin) && !Moves(convolution.Weights)))
        {
            return null;
        }

        Remove(step.Inputs[0]);
        ConvolutionStep joined = convolution with { Output = step.Output, Activation = step.Activation };
        bool moves = Moves(convolution.Weights) || Moves(convolution.Bias);
        return moves ? joined with { Normalization = step.Origin ?? Constants(step) } : Folded(joined, step);
    }

    private static AffineOrigin Constants(ScaleShiftStep step) => new()
    {
        Scale = Tensor.FromFloats(new Shape(step.Scale.Length), step.Scale.Span),
        Shift = Tensor.FromFloats(new Shape(step.Shift.Length), step.Shift.Span),
    };

    private static ConvolutionStep Folded(ConvolutionStep convolution, ScaleShiftStep step)
    {
        float[] weights = ConstantReading.ToFloats(convolution.Weights);
        float[] bias = convolution.Bias is null ? new float[step.Scale.Length] : ConstantReading.ToFloats(convolution.Bias);
        int perChannel = weights.Length / bias.Length;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= step.Scale.Span[i / perChannel];
        }

        for (int i = 0; i < bias.Length; i++)
        {
            bias[i] = (bias[i] * step.Scale.Span[i]) + step.Shift.Span[i];
        }

        return convolution with { Weights = Tensor.FromFloats(convolution.Weights.Shape, weights), Bias = Tensor.FromFloats(new Shape(bias.Length), bias) };
    }
}
