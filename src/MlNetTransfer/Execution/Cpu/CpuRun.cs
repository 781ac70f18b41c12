using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Execution.Cpu;

/// <summary>A program on its way through a thread team, over the memory of one arena.</summary>
internal sealed class CpuRun(CpuProgram program, CpuArena arena) : IStepSequence
{
    private CpuRunArguments _arguments;

    public int StepCount => program.Steps.Count;

    /// <summary>Sets what is run next; only between runs.</summary>
    public void Start(in CpuRunArguments arguments) => _arguments = arguments;

    /// <summary>Result of the run that ended.</summary>
    public ReadOnlySpan<float> Output(int output)
    {
        (CpuOperand operand, int length) = program.Outputs[output];
        return Source(operand)[..(program.Buffers[operand.Buffer].Constant is null ? length * _arguments.UnitCount : length)];
    }

    public int ItemCount(int step)
    {
        CpuStep item = program.Steps[step];
        return item.Operation.ItemCount(item.ImagesPerUnit * _arguments.UnitCount);
    }

    public void RunItems(int step, int first, int end, int worker)
    {
        CpuStep item = program.Steps[step];
        var buffers = new OperationBuffers
        {
            Batch = item.ImagesPerUnit * _arguments.UnitCount,
            Input = Source(item.Input),
            Second = Source(item.Second),
            Pixels = item.Input == CpuOperand.Pixels ? _arguments.Pixels.Span : default,
            Output = arena.Activation(program.Buffers[item.Output.Buffer])[item.Output.Offset..],
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
