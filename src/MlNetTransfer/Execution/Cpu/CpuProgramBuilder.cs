using MlNetTransfer.Execution.Gradients;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>Turns the steps of a plan into prepared operations; chooses layouts and inserts conversions between them.</summary>
/// <remarks>
/// A value exists in planar form (dense, row-major), in blocked form (NCHW16c with the border its readers want), or both. Steps whose inputs
/// are all constant are run here, once.
/// </remarks>
internal sealed partial class CpuProgramBuilder
{
    private readonly ExecutionPlan _plan;
    private readonly CpuOptions _options;
    private readonly List<CpuBuffer> _buffers = [];
    private readonly List<CpuStep> _steps = [];
    private readonly Dictionary<int, CpuOperand> _planar = [];
    private readonly Dictionary<int, BlockedOperand> _blocked = [];
    private readonly Dictionary<int, ConcatWindow> _windows;
    private readonly Dictionary<int, CpuOperand> _wholes = [];
    private readonly int[] _halos;
    private readonly bool[] _isConstant;
    private readonly CpuTraining? _training;
    private bool _runsNow;
    private string _stepName = "";

    private CpuProgramBuilder(ExecutionPlan plan, CpuOptions options, CpuTraining? training = null)
    {
        _plan = plan;
        _options = options;
        _training = training;
        _windows = WithGradientWindows(ConcatWindows.Of(plan));
        _halos = new int[plan.Values.Count];
        _isConstant = [.. plan.Values.Select(value => value.Constant is not null)];
        foreach (PlanStep step in plan.Steps)
        {
            int whole = step.Inputs.Count > 0 ? WholeOf(step.Inputs[0]) : 0;
            int halo = step switch
            {
                ConvolutionStep convolution => convolution.Shape.RequiredHalo,
                InvertedResidualStep { Expand: null } chain => chain.Depthwise.Shape.RequiredHalo,
                ConvolutionWeightGradientStep gradient => gradient.Forward.Shape.RequiredHalo,
                ConvolutionInputGradientStep gradient => ConvolutionGradient.RequiredHalo(gradient.Forward.Shape),
                _ => 0,
            };
            _halos[whole] = Math.Max(_halos[whole], halo);
        }
    }

    /// <summary>Prepares a plan.</summary>
    public static CpuProgram Build(ExecutionPlan plan, CpuOptions options)
    {
        plan = BlockFusion.Fuse(plan);
        var builder = new CpuProgramBuilder(plan, options);
        builder.AddInput();
        foreach (PlanStep step in plan.Steps)
        {
            builder.Lower(step);
        }

        builder._stepName = "output";
        (CpuOperand, int)[] outputs = [.. plan.Outputs.Select(value => (builder.Planar(value), builder.LengthOf(value)))];
        return builder.Finish(outputs);
    }

    private void AddInput()
    {
        if (_plan.Normalization is null)
        {
            _planar[_plan.Input] = Add(new CpuBuffer { Length = LengthOf(_plan.Input), IsInput = true });
        }
    }

    private void Lower(PlanStep step)
    {
        _runsNow = step.Inputs.All(input => _isConstant[input]);
        _stepName = step.Name;
        LowerByKind(step);
        _isConstant[step.Output] = _runsNow;
        _runsNow = false;
    }

    private void LowerByKind(PlanStep step)
    {
        switch (step)
        {
            case ConvolutionStep convolution:
                LowerConvolution(convolution);
                break;
            case InvertedResidualStep chain:
                LowerInvertedResidual(chain);
                break;
            case DenseStep dense:
                LowerDense(dense);
                break;
            case PoolStep pool:
                LowerPool(pool);
                break;
            case UnaryStep unary:
                LowerUnary(unary);
                break;
            case BinaryStep binary:
                LowerBinary(binary);
                break;
            case ScaleShiftStep affine:
                LowerScaleShift(affine);
                break;
            case LocalResponseStep response:
                LowerLocalResponse(response);
                break;
            case ReshapeStep reshape:
                LowerReshape(reshape);
                break;
            case MoveStep move:
                LowerMove(move);
                break;
            case ConcatStep concat:
                LowerConcat(concat);
                break;
            default:
                LowerOther(step);
                break;
        }
    }

    private CpuProgram Finish((CpuOperand Operand, int Length)[] outputs)
    {
        var lifetimes = new (int First, int Last)[_buffers.Count];
        Array.Fill(lifetimes, (-1, -1));
        for (int i = 0; i < _steps.Count; i++)
        {
            foreach (CpuOperand operand in (ReadOnlySpan<CpuOperand>)[_steps[i].Input, _steps[i].Second, _steps[i].Third, _steps[i].Output])
            {
                if (operand.Buffer >= 0)
                {
                    lifetimes[operand.Buffer] = (lifetimes[operand.Buffer].First < 0 ? i : lifetimes[operand.Buffer].First, i);
                }
            }
        }

        foreach ((CpuOperand operand, _) in outputs.Where(output => output.Operand.Buffer >= 0))
        {
            lifetimes[operand.Buffer].Last = _steps.Count;
        }

        KeepForCaller(lifetimes);
        Dictionary<int, int> inPlace = InPlaceResults.Of(_steps, _buffers, lifetimes);
        return new CpuProgram
        {
            Steps = _steps,
            Buffers = _buffers,
            Outputs = outputs,
            ArenaLength = ArenaLayout.Place(_buffers, lifetimes, inPlace),
            LiveLength = Enumerable.Range(0, _steps.Count).Select(step => LiveAt(step, lifetimes, inPlace)).DefaultIfEmpty().Max(),
            ScratchLength = _steps.Select(step => step.Operation.ScratchLength).DefaultIfEmpty().Max(),
        };
    }

    /// <summary>Floats that a step and those after it need; a result in the place of its operand counts once.</summary>
    private int LiveAt(int step, (int First, int Last)[] lifetimes, Dictionary<int, int> inPlace) =>
        Enumerable.Range(0, _buffers.Count)
            .Where(i => _buffers[i].IsActivation && lifetimes[i].First >= 0 && lifetimes[i].First <= step && step <= lifetimes[i].Last)
            .Where(i => lifetimes[i].First != step || !inPlace.ContainsKey(i))
            .Sum(i => _buffers[i].Length);

    private int LengthOf(int value) => checked((int)_plan.Values[value].Shape.ElementCount);

    private Shape ShapeOf(int value) => _plan.Values[value].Shape;

    private CpuOperand Add(CpuBuffer buffer)
    {
        _buffers.Add(buffer);
        return new CpuOperand(_buffers.Count - 1);
    }

    private CpuOperand NewBuffer(int length, BlockedLayout? halo = null)
    {
        AlignedBuffer? constant = null;
        if (_runsNow)
        {
            constant = new AlignedBuffer(length);
            constant.Span.Clear();
        }

        return Add(new CpuBuffer { Length = length, Halo = halo, Constant = constant });
    }

    /// <summary>Floats from one unit to the next of a planar operand.</summary>
    private int StrideOf(int value) => _isConstant[value] ? 0 : LengthOf(value);

    /// <summary>Adds an operation; runs it at once when everything it reads is constant.</summary>
    private void Emit(PreparedOperation operation, int imagesPerUnit, (CpuOperand Input, CpuOperand Second, CpuOperand Output) operands) =>
        Emit(operation, imagesPerUnit, operands, CpuOperand.None);

    private void Emit(PreparedOperation operation, int imagesPerUnit, (CpuOperand Input, CpuOperand Second, CpuOperand Output) operands, CpuOperand third)
    {
        var step = new CpuStep(_stepName, operation, imagesPerUnit) { Input = operands.Input, Second = operands.Second, Third = third, Output = operands.Output };
        if (!_runsNow)
        {
            _steps.Add(step);
            return;
        }

        var buffers = new OperationBuffers
        {
            Batch = imagesPerUnit,
            Input = ConstantSpan(step.Input),
            Second = ConstantSpan(step.Second),
            Third = ConstantSpan(step.Third),
            Output = ConstantSpan(step.Output),
            Scratch = new float[operation.ScratchLength],
        };
        operation.Run(buffers, 0, operation.ItemCount(imagesPerUnit));
    }

    private Span<float> ConstantSpan(CpuOperand operand) => operand.Buffer < 0 ? default : _buffers[operand.Buffer].Constant!.Span[operand.Offset..];
}
