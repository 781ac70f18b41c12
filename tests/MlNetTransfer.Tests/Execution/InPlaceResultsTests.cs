using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Plans;
using MlNetTransfer.Kernels;

namespace MlNetTransfer.Tests.Execution;

public class InPlaceResultsTests
{
    [Theory]
    [InlineData("residual", true)]
    [InlineData("inverted_residual", false)]
    public void A_sum_takes_the_place_of_an_addend_that_is_read_for_nothing_else(string name, bool expected)
    {
        CpuProgram program = CpuProgramBuilder.Build(PlanFusion.Fuse(ExecutionRig.PlanOf(SketchNetworks.Of(name, (40, 44), 3), 1)), new CpuOptions(AllowWinograd: true));
        CpuStep[] sums = [.. program.Steps.Where(step => step.Operation.Overwritable != OverwritableOperands.None && step.Second.Buffer >= 0)];
        Assert.Contains(sums, _ => true);
        Assert.Equal(expected, Array.Exists(sums, step => SharesPlace(step.Output, step.Second) || SharesPlace(step.Output, step.Input)));

        bool SharesPlace(CpuOperand a, CpuOperand b) => program.Buffers[a.Buffer].ArenaOffset == program.Buffers[b.Buffer].ArenaOffset;
    }
}
