using MlNetTransfer.Execution.Cpu;
using MlNetTransfer.Execution.Plans;

namespace MlNetTransfer.Tests.Execution;

public class SubBatchTests
{
    [Theory]
    [InlineData(8, 5, 4)]
    [InlineData(16, 16, 16)]
    [InlineData(17, 16, 9)]
    [InlineData(1, 4, 1)]
    [InlineData(7, 2, 2)]
    public void A_batch_is_cut_evenly(int units, int largest, int part) => Assert.Equal(part, SubBatch.EvenPart(units, largest));

    [Theory]
    [InlineData(4 << 20, 1, 3)]
    [InlineData(8 << 20, 4, 4)]
    [InlineData(100 << 20, 1, 1)]
    [InlineData(100 << 20, 2, 2)]
    public void Activations_stay_in_the_cache_but_every_thread_has_a_picture(long unitBytes, int workers, int units)
    {
        var plan = new ExecutionPlan { UnitBatch = 1, Values = [], Steps = [], Input = 0, Outputs = [] };
        Assert.Equal(units, SubBatch.LargestUnits(plan, unitBytes, workers));
    }
}
