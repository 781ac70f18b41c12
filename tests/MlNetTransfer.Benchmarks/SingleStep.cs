using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Benchmarks;

/// <summary>One step of a run as a sequence of its own.</summary>
internal sealed class SingleStep(CpuRun run) : IStepSequence
{
    /// <summary>Which step.</summary>
    public int Step { get; set; }

    public int StepCount => 1;

    public int ItemCount(int step) => run.ItemCount(Step);

    public void RunItems(int step, int first, int end, int worker) => run.RunItems(Step, first, end, worker);
}
