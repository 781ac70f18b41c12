using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Graphs;
using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Gradients;

/// <summary>Appends the backward steps to a fused plan: reverse mode, last step first.</summary>
/// <remarks>
/// When a step is reached, all its readers have been: its gradient is the sum of what they gave. Convolutions that give a part wait until then, so that
/// the last of them can add the other parts and apply the derivative of a clamp in its store.
/// </remarks>
internal sealed class GradientPlanBuilder
{
    private readonly ExecutionPlan _plan;
    private readonly bool[] _depends;
    private readonly List<PlanValue> _values;
    private readonly List<PlanStep> _steps;
    private readonly Dictionary<int, GradientSum> _sums = [];
    private readonly Dictionary<int, PlanStep> _accumulators = [];
    private readonly List<UnsupportedOperator> _unsupported = [];

    private GradientPlanBuilder(ExecutionPlan plan, bool[] depends)
    {
        _plan = plan;
        _depends = depends;
        _values = [.. plan.Values];
        _steps = [.. plan.Steps];
    }

    /// <summary>Builds the plan of one training step.</summary>
    /// <param name="plan">Fused for training.</param>
    /// <param name="trained">What moves.</param>
    /// <param name="inputMoves">Whether the gradient of the input is wanted.</param>
    /// <exception cref="UnsupportedOperatorException">Some steps above something that moves have no derivative; all are listed.</exception>
    public static GradientPlan Build(ExecutionPlan plan, TrainableTensors trained, bool inputMoves)
    {
        var builder = new GradientPlanBuilder(plan, trained.Dependent(plan, inputMoves));
        int[] seeds = [.. plan.Outputs.Select(builder.Seed)];
        foreach (PlanStep step in plan.Steps.Reverse().Where(step => builder._depends[step.Output]))
        {
            if (builder.Finished(step.Output, step) is { } gradient)
            {
                StepGradients.Differentiate(builder, step, gradient);
            }
        }

        int input = inputMoves ? builder.Finished(plan.Input, null) ?? -1 : -1;
        return builder._unsupported.Count > 0
            ? throw new UnsupportedOperatorException("Training this network", builder._unsupported)
            : new GradientPlan
            {
                Plan = plan with { Values = builder._values, Steps = builder._steps },
                BackwardStart = plan.Steps.Count,
                Seeds = seeds,
                Accumulators = builder._accumulators,
                InputGradient = input,
            };
    }

    /// <summary>Whether a value depends on something that moves, so that its gradient is wanted.</summary>
    public bool Depends(int value) => _depends[value];

    /// <summary>Whether a value is a constant.</summary>
    public bool IsConstant(int value) => _values[value].Constant is not null;

    /// <summary>Dimensions of a value.</summary>
    public Shape ShapeOf(int value) => _values[value].Shape;

    /// <summary>Adds a value.</summary>
    public int NewValue(string name, Shape shape)
    {
        _values.Add(new PlanValue(name, ElementType.Float32, shape));
        return _values.Count - 1;
    }

    /// <summary>Adds a constant.</summary>
    public int NewConstant(string name, Shape shape, ReadOnlySpan<float> values)
    {
        _values.Add(new PlanValue(name, ElementType.Float32, shape, Tensor.FromFloats(shape, values)));
        return _values.Count - 1;
    }

    /// <summary>Adds a step; returns its result.</summary>
    public int Emit(PlanStep step)
    {
        _steps.Add(step);
        return step.Output;
    }

    /// <summary>The value that gradients of a step's weights are added to.</summary>
    public int NewAccumulator(PlanStep owner)
    {
        int value = NewValue(owner.Name, Shape.Scalar);
        _accumulators.Add(value, owner);
        return value;
    }

    /// <summary>Gives a part of a value's gradient; ignored where nobody wants it.</summary>
    public void Contribute(int value, int gradient)
    {
        if (_depends[value])
        {
            SumOf(value).Parts.Add(gradient);
        }
    }

    /// <summary>Gives a part of a value's gradient that a convolution will compute.</summary>
    public void Defer(int value, ConvolutionInputGradientStep step)
    {
        if (_depends[value])
        {
            SumOf(value).Deferred.Add(step);
        }
    }

    /// <summary>Notes a step without derivative.</summary>
    public void Refuse(PlanStep step, string reason) =>
        _unsupported.Add(new UnsupportedOperator(step.GetType().Name.Replace("Step", "", StringComparison.Ordinal), step.Name, reason));

    private int Seed(int output)
    {
        if (!_depends[output])
        {
            return -1;
        }

        int seed = NewValue(_values[output].Name, ShapeOf(output));
        Contribute(output, seed);
        return seed;
    }

    private GradientSum SumOf(int value)
    {
        if (!_sums.TryGetValue(value, out GradientSum? sum))
        {
            _sums[value] = sum = new GradientSum();
        }

        return sum;
    }

    /// <summary>The gradient of a value before its activation; null where nothing reads it that counts.</summary>
    private int? Finished(int value, PlanStep? producer)
    {
        if (!_sums.Remove(value, out GradientSum? sum))
        {
            return null;
        }

        Activation function = producer?.Activation ?? Activation.None;
        string name = _values[value].Name;
        int? gradient = Added(sum.Parts, name);
        foreach ((int index, ConvolutionInputGradientStep step) in sum.Deferred.Index())
        {
            bool masks = index == sum.Deferred.Count - 1 && function.Kind == ActivationKind.Clamp;
            gradient = Emit(step with
            {
                Inputs = [step.Inputs[0], .. gradient is { } addend ? [addend] : Array.Empty<int>(), .. masks ? [value] : Array.Empty<int>()],
                Output = NewValue(name, ShapeOf(value)),
                HasAddend = gradient is not null,
                Mask = masks ? function : Activation.None,
            });
            function = masks ? Activation.None : function;
        }

        return function == Activation.None ? gradient : Derived(producer!, function, gradient!.Value);
    }

    private int? Added(List<int> parts, string name)
    {
        int? sum = null;
        foreach (int part in parts)
        {
            sum = sum is not { } before ? part : Emit(new BinaryStep
            {
                Name = name,
                Inputs = [before, part],
                Output = NewValue(name, ShapeOf(part)),
                Kind = PlanarBinaryKind.Add,
            });
        }

        return sum;
    }

    private int Derived(PlanStep producer, Activation function, int gradient) => Emit(new ActivationGradientStep
    {
        Name = producer.Name,
        Inputs = [gradient, ActivationGradient.UsesOutput(function) ? producer.Output : producer.Inputs[0]],
        Output = NewValue(producer.Name, ShapeOf(producer.Output)),
        Function = function,
    });
}
