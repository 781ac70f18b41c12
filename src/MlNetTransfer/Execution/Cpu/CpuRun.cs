using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>A program on its way through a thread team, over the memory of one arena.</summary>
internal sealed class CpuRun(CpuProgram program, CpuArena arena) : IStepSequence
{
    private CpuRunArguments _arguments;
    private int _first;
    private int _end = program.Steps.Count;

    public int StepCount => _end - _first;

    /// <summary>Sets what is run next; only between runs.</summary>
    public void Start(in CpuRunArguments arguments) => _arguments = arguments;

    /// <summary>Runs a part of the steps only.</summary>
    public void Select(int firstStep, int endStep) => (_first, _end) = (firstStep, endStep);

    /// <summary>Memory of a value that the caller fills between two parts of the steps.</summary>
    public Span<float> Target(CpuOperand operand, int length) =>
        arena.Activation(program.Buffers[operand.Buffer]).Slice(operand.Offset, length * _arguments.UnitCount);

    /// <summary>Result of the run that ended.</summary>
    public ReadOnlySpan<float> Output(int output)
    {
        (CpuOperand operand, int length) = program.Outputs[output];
        return Source(operand)[..(program.Buffers[operand.Buffer].Constant is null ? length * _arguments.UnitCount : length)];
    }

    public int ItemCount(int step)
    {
        CpuStep item = program.Steps[_first + step];
        return item.Operation.ItemCount(item.ImagesPerUnit * _arguments.UnitCount);
    }

    public void RunItems(int step, int first, int end, int worker)
    {
        CpuStep item = program.Steps[_first + step];
        CpuBuffer output = program.Buffers[item.Output.Buffer];
        var buffers = new OperationBuffers
        {
            Batch = item.ImagesPerUnit * _arguments.UnitCount,
            Input = Source(item.Input),
            Second = Source(item.Second),
            Third = Source(item.Third),
            Pixels = item.Input == CpuOperand.Pixels ? _arguments.Pixels.Span : default,
            Output = (output.Constant is { } accumulator ? accumulator.Span : arena.Activation(output))[item.Output.Offset..],
            Scratch = arena.Scratch(worker),
        };
        item.Operation.Run(buffers, first, end);
    }

    private ReadOnlySpan<float> Source(CpuOperand operand)
    {
        if (operand.Buffer < 0)
        {
            return default;
        }

        CpuBuffer buffer = program.Buffers[operand.Buffer];
        ReadOnlySpan<float> all = buffer.IsInput ? _arguments.Input.Span : buffer.Constant is { } constant ? constant.Span : arena.Activation(buffer);
        return all[operand.Offset..];
    }
}
