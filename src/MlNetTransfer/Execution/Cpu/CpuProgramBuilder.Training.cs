using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <content>Programs of training steps: weights that follow parameters, accumulators, and what the caller fills in between.</content>
internal sealed partial class CpuProgramBuilder
{
    private readonly List<WeightBinding> _bindings = [];
    private readonly Dictionary<int, CpuOperand> _states = [];
    private readonly List<StatisticsBinding> _statistics = [];
    private int _backwardStart;

    private delegate PreparedOperation PrepareWeighted(ReadOnlySpan<float> weights, ReadOnlySpan<float> bias);

    /// <summary>Prepares the plan of a training step.</summary>
    public static CpuProgram BuildTraining(CpuTraining training, CpuOptions options)
    {
        PlanStep firstBackward = training.Plan.Plan.Steps[training.Plan.BackwardStart];
        ExecutionPlan plan = BlockFusion.Fuse(training.Plan.Plan);
        var builder = new CpuProgramBuilder(plan, options, training);
        builder.AddInput();
        builder.AddAccumulators();
        (CpuOperand, int)[] outputs = [];
        foreach (PlanStep step in plan.Steps)
        {
            if (ReferenceEquals(step, firstBackward))
            {
                builder._stepName = "output";
                outputs = [.. plan.Outputs.Select(value => (builder.Planar(value), builder.LengthOf(value)))];
                builder.StartBackward();
            }

            builder.Lower(step);
        }

        builder._stepName = "input gradient";
        CpuOperand input = training.Plan.InputGradient < 0 ? CpuOperand.None : builder.Planar(training.Plan.InputGradient);
        CpuTrainingProgram parts = new()
        {
            BackwardStart = builder._backwardStart,
            Seeds = [.. training.Plan.Seeds.Select(seed => seed < 0 ? CpuOperand.None : builder._planar[seed])],
            InputGradient = input,
            Bindings = builder._bindings,
            Statistics = builder._statistics,
        };
        if (input.Buffer >= 0)
        {
            outputs = [.. outputs, (input, builder.LengthOf(training.Plan.InputGradient))];
        }

        return builder.Finish(outputs) with { Training = parts };
    }

    private void AddAccumulators()
    {
        foreach ((int value, PlanStep owner) in _training!.Plan.Accumulators)
        {
            AlignedBuffer gradient = _training.Store.SetOf(owner).Gradient;
            _planar[value] = Add(new CpuBuffer { Length = gradient.Length, Constant = gradient });
        }
    }

    private void StartBackward()
    {
        _backwardStart = _steps.Count;
        foreach (int seed in _training!.Plan.Seeds.Where(seed => seed >= 0))
        {
            _planar[seed] = Add(new CpuBuffer { Length = LengthOf(seed) });
        }
    }

    /// <summary>What the caller reads or writes between forward and backward steps keeps its memory meanwhile.</summary>
    private void KeepForCaller((int First, int Last)[] lifetimes)
    {
        foreach (int seed in _training?.Plan.Seeds.Where(seed => seed >= 0) ?? [])
        {
            int buffer = _planar[seed].Buffer;
            lifetimes[buffer] = (_backwardStart, Math.Max(_backwardStart, lifetimes[buffer].Last));
        }
    }

    /// <summary>Parts of a concatenation's gradient lie inside the whole where they are whole channel blocks.</summary>
    private Dictionary<int, ConcatWindow> WithGradientWindows(IReadOnlyDictionary<int, ConcatWindow> windows)
    {
        var all = new Dictionary<int, ConcatWindow>(windows);
        foreach (ChannelWindowStep step in _plan.Steps.OfType<ChannelWindowStep>())
        {
            Shape whole = ShapeOf(step.Inputs[0]);
            int channels = ShapeOf(step.Output)[1];
            bool isLast = step.FirstChannel + channels == whole[1];
            if (step.FirstChannel % BlockedLayout.Block == 0 && (isLast || channels % BlockedLayout.Block == 0))
            {
                ConcatWindow outer = all.TryGetValue(step.Inputs[0], out ConcatWindow known) ? known : new ConcatWindow(step.Inputs[0], 0);
                all[step.Output] = outer with { FirstChannel = outer.FirstChannel + step.FirstChannel };
            }
        }

        return all;
    }

    /// <summary>Prepares an operation with a step's weights; where they follow parameters, it is packed again when those change.</summary>
    private PreparedOperation Weighted(PlanStep step, PrepareWeighted prepare, bool withBias = true)
    {
        (bool isTrained, float[] weights, float[] bias) = step switch
        {
            ConvolutionStep { IsTrained: true } or DenseStep { IsTrained: true } or ScaleShiftStep { IsTrained: true } or NormalizeStep { IsTrained: true } or BatchNormalizationStep => (true, [], []),
            ConvolutionStep convolution => (false, ConstantReading.ToFloats(convolution.Weights), convolution.Bias is null ? [] : ConstantReading.ToFloats(convolution.Bias)),
            DenseStep dense => (false, WeightsOf(dense), dense.Bias.ToArray()),
            ScaleShiftStep affine => (false, affine.Scale.ToArray(), affine.Shift.ToArray()),
            NormalizeStep norm => (false, norm.Scale.ToArray(), norm.Shift.ToArray()),
            _ => throw new InvalidOperationException($"{step.GetType().Name} has no weights."),
        };
        if (!isTrained)
        {
            return prepare(weights, withBias ? bias : []);
        }

        WeightSet set = _training!.Store.SetOf(step);
        PreparedOperation operation = prepare(set.Weights, withBias ? set.Bias : []);
        _bindings.Add(operation is IWeightedOperation weighted
            ? new WeightBinding(weighted, set, withBias)
            : throw new InvalidOperationException($"{operation.GetType().Name} ('{step.Name}') cannot take new weights."));
        return operation;
    }
}
