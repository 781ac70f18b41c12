using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Tests.Training.Loop;

public sealed class ScheduleTests
{
    [Fact]
    public void Warm_up_rises_in_a_line_and_a_cosine_falls_to_its_final_share()
    {
        LearningRateSchedule schedule = new(new ScheduleOptions { WarmUpShare = 0.2, FinalShare = 0.1 }, epochs: 10, stepsPerEpoch: 10);
        Assert.Equal(1.0 / 21, schedule.ShareAt(0), 1e-12);
        Assert.Equal(20.0 / 21, schedule.ShareAt(19), 1e-12);
        Assert.Equal(1, schedule.ShareAt(20), 1e-12);
        Assert.Equal(0.55, schedule.ShareAt(60), 1e-12);
        Assert.Equal(0.1, schedule.ShareAt(100), 1e-12);
    }

    [Theory]
    [InlineData(ScheduleKind.Constant, 59, 1)]
    [InlineData(ScheduleKind.Step, 49, 1)]
    [InlineData(ScheduleKind.Step, 50, 0.5)]
    [InlineData(ScheduleKind.Exponential, 25, 0.25)]
    public void Steps_fall_at_epochs(ScheduleKind kind, long step, double expected)
    {
        LearningRateSchedule schedule = new(new ScheduleOptions { Kind = kind, WarmUpShare = 0, Factor = 0.5 }, epochs: 10, stepsPerEpoch: 10);
        Assert.Equal(expected, schedule.ShareAt(step), 1e-12);
    }

    // PyTorch 1.13: OneCycleLR(SGD(lr=1), max_lr=1, total_steps=11).
    [Theory]
    [InlineData(0, 0.040000000000000036)]
    [InlineData(2, 0.9602614247226174)]
    [InlineData(5, 0.7260870492975283)]
    [InlineData(10, 4e-06)]
    public void One_cycle_is_PyTorchs(long step, double expected)
    {
        LearningRateSchedule schedule = new(new ScheduleOptions { Kind = ScheduleKind.OneCycle }, epochs: 1, stepsPerEpoch: 11);
        Assert.Equal(expected, schedule.ShareAt(step), 1e-9);
    }

    [Fact]
    public void A_plateau_lowers_the_rate_after_its_epochs_only()
    {
        LearningRateSchedule schedule = new(new ScheduleOptions { Kind = ScheduleKind.ReduceOnPlateau, PlateauEpochs = 2, WarmUpShare = 0 }, 10, 10);
        foreach (double loss in new[] { 1.0, 0.9, 0.95, 0.9 })
        {
            Assert.Equal(1, schedule.ShareAt(5));
            schedule.EpochEnded(loss);
        }

        Assert.Equal(0.1, schedule.ShareAt(5), 1e-12);
    }
}
