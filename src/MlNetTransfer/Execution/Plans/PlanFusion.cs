using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Plans;

/// <summary>Joins steps: activations, biases and residual additions move into the step before them; dead steps go.</summary>
/// <remarks>
/// A step is only joined with its producer when nothing else reads what lies between them. For training, what moves stays what it is: constants keep the
/// memory that they are known by, normalisations join convolutions as data, and a function whose derivative needs its argument stays a step of its own.
/// </remarks>
internal sealed partial class PlanFusion
{
    private readonly ExecutionPlan _plan;
    private readonly TrainableTensors? _trained;
    private readonly bool[] _depends = [];
    private readonly List<PlanStep?> _steps = [];
    private readonly Dictionary<int, int> _producers = [];
    private readonly int[] _uses;

    private PlanFusion(ExecutionPlan plan, TrainableTensors? trained = null, bool inputMoves = false)
    {
        _plan = plan;
        _trained = trained;
        _depends = trained?.Dependent(plan, inputMoves) ?? [];
        _uses = new int[plan.Values.Count];
        foreach (int value in plan.Steps.SelectMany(step => step.Inputs).Concat(plan.Outputs))
        {
            _uses[value]++;
        }
    }

    /// <summary>Joins what can be joined.</summary>
    public static ExecutionPlan Fuse(ExecutionPlan plan)
    {
        var fusion = new PlanFusion(WithoutDeadSteps(MoveFusion.Join(plan)));
        foreach (PlanStep step in fusion._plan.Steps)
        {
            fusion.Add(step);
        }

        return fusion._plan with { Steps = [.. fusion._steps.OfType<PlanStep>()] };
    }

    private static ExecutionPlan WithoutDeadSteps(ExecutionPlan plan)
    {
        HashSet<int> needed = [.. plan.Outputs];
        var steps = new List<PlanStep>();
        foreach (PlanStep step in plan.Steps.Reverse())
        {
            if (needed.Contains(step.Output))
            {
                steps.Add(step);
                needed.UnionWith(step.Inputs);
            }
        }

        steps.Reverse();
        return plan with { Steps = steps };
    }

    private void Add(PlanStep step)
    {
        PlanStep? fused = step switch
        {
            UnaryStep unary => FuseActivation(unary),
            BinaryStep binary => FuseBias(binary) ?? FuseResidual(binary) ?? ChannelFactor(binary),
            _ => null,
        };
        fused ??= step;
        fused = fused is ScaleShiftStep affine ? FuseNormalization(affine) ?? FuseScaleShift(affine) ?? fused : fused;
        _producers[fused.Output] = _steps.Count;
        _steps.Add(fused);
    }

    /// <summary>The step that makes a value, if this value may be taken away from its other readers.</summary>
    private T? SoleProducer<T>(int value)
        where T : PlanStep =>
        _uses[value] == 1 && _producers.TryGetValue(value, out int index) ? _steps[index] as T : null;

    private void Remove(int value) => _steps[_producers[value]] = null;

    private PlanStep? FuseActivation(UnaryStep unary)
    {
        PlanStep? producer = SoleProducer<PlanStep>(unary.Inputs[0]);
        if (producer is not { TakesActivation: true } || producer.Activation != Activation.None || MustKeepArgument(unary))
        {
            return null;
        }

        Remove(unary.Inputs[0]);
        return producer with { Activation = unary.Activation, Output = unary.Output };
    }

    private PlanStep? FuseBias(BinaryStep binary)
    {
        if (binary.Kind != PlanarBinaryKind.Add)
        {
            return null;
        }

        foreach ((int value, int addend) in Orders(binary))
        {
            if (SoleProducer<DenseStep>(value) is { } dense && dense.Activation == Activation.None
                && !(dense.Bias.Length > 0 && (MovesConstant(addend) || Moves(dense.BiasTensor)))
                && ConstantPerEntry(addend, value, _plan.Values[value].Shape.Rank - 1) is { } bias)
            {
                Remove(value);
                float[] sum = dense.Bias.IsEmpty ? bias : Combine(dense.Bias.Span, bias, (a, b) => a + b);
                return dense with { Bias = sum, BiasTensor = dense.Bias.IsEmpty ? EntryTensor(addend, bias) : null, Output = binary.Output };
            }

            if (SoleProducer<ConvolutionStep>(value) is { HasResidual: false, Bias: null, Normalization: null } convolution && convolution.Activation == Activation.None
                && ConstantPerEntry(addend, value, axis: 1) is { } channelBias)
            {
                Remove(value);
                return convolution with { Bias = EntryTensor(addend, channelBias), Output = binary.Output };
            }
        }

        return null;
    }

    private PlanStep? FuseResidual(BinaryStep binary)
    {
        if (binary.Kind != PlanarBinaryKind.Add)
        {
            return null;
        }

        foreach ((int value, int other) in Orders(binary))
        {
            if (value != other && !_plan.IsConstant(other)
                && SoleProducer<ConvolutionStep>(value) is { HasResidual: false } convolution && convolution.Activation == Activation.None
                && _plan.Values[value].Shape.Equals(_plan.Values[other].Shape))
            {
                Remove(value);
                return convolution with { Inputs = [convolution.Inputs[0], other], Output = binary.Output, Activation = binary.Activation };
            }
        }

        return null;
    }

    /// <summary>A product or sum with one constant for each channel.</summary>
    private ScaleShiftStep? ChannelFactor(BinaryStep binary)
    {
        foreach ((int value, int constant) in Orders(binary))
        {
            Shape shape = _plan.Values[value].Shape;
            if (_plan.IsConstant(value) || shape.Rank != 4 || ConstantPerEntry(constant, value, axis: 1) is not { } entries)
            {
                continue;
            }

            bool swapped = value != binary.Inputs[0];
            (float[] scale, float[] shift)? affine = (binary.Kind, swapped) switch
            {
                (PlanarBinaryKind.Add, _) => (Filled(entries.Length, 1f), entries),
                (PlanarBinaryKind.Sub, false) => (Filled(entries.Length, 1f), Array.ConvertAll(entries, x => -x)),
                (PlanarBinaryKind.Mul, _) => (entries, Filled(entries.Length, 0f)),
                _ => null,
            };
            if (affine is { } found)
            {
                return new ScaleShiftStep
                {
                    Name = binary.Name,
                    Inputs = [value],
                    Output = binary.Output,
                    Scale = found.scale,
                    Shift = found.shift,
                    Origin = OriginOf(binary, constant, entries),
                    Activation = binary.Activation,
                };
            }
        }

        return null;
    }

    private ScaleShiftStep? FuseScaleShift(ScaleShiftStep step)
    {
        if (SoleProducer<ScaleShiftStep>(step.Inputs[0]) is not { } first || first.Activation != Activation.None
            || Moves(first.Origin) || Moves(step.Origin))
        {
            return null;
        }

        Remove(step.Inputs[0]);
        float[] scale = Combine(first.Scale.Span, step.Scale.Span, (a, b) => a * b);
        float[] shift = Combine(Combine(first.Shift.Span, step.Scale.Span, (a, b) => a * b), step.Shift.Span, (a, b) => a + b);
        return step with { Inputs = first.Inputs, Scale = scale, Shift = shift, Origin = null };
    }

    private static (int Value, int Other)[] Orders(BinaryStep binary) =>
        [(binary.Inputs[1], binary.Inputs[0]), (binary.Inputs[0], binary.Inputs[1])];

    /// <summary>A constant that differs along one axis of a value only, one entry for each index; null where it is anything else.</summary>
    private float[]? ConstantPerEntry(int constant, int value, int axis)
    {
        PlanValue operand = _plan.Values[constant];
        Shape shape = _plan.Values[value].Shape;
        if (operand.Constant is null || operand.Shape.Rank > shape.Rank)
        {
            return null;
        }

        int offset = shape.Rank - operand.Shape.Rank;
        for (int i = 0; i < operand.Shape.Rank; i++)
        {
            if (operand.Shape[i] != 1 && (i + offset != axis || operand.Shape[i] != shape[axis]))
            {
                return null;
            }
        }

        float[] entries = ConstantReading.ToFloats(operand.Constant);
        if (entries.Length != shape[axis] && MovesConstant(constant))
        {
            return null;
        }

        return entries.Length == shape[axis] ? entries : Filled(shape[axis], entries[0]);
    }

    private static float[] Filled(int length, float value)
    {
        float[] result = new float[length];
        Array.Fill(result, value);
        return result;
    }

    private static float[] Combine(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Func<float, float, float> join)
    {
        float[] result = new float[a.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = join(a[i], b[i]);
        }

        return result;
    }
}
