using MlNetTransfer.Pipelines.Trainers;

namespace MlNetTransfer.Pipelines.Tests;

/// <summary>Schedules against published figures and their formulas.</summary>
public sealed class LearningRateTests
{
    [Theory]
    [InlineData(0, 0, 0.01)]
    [InlineData(1, 9, 0.01)]
    [InlineData(2, 0, 0.0094)]
    [InlineData(25, 0, 0.004759203)] // printed by the documentation's sample
    [InlineData(32, 0, 0.003715743)] // printed in a published training log
    public void Exponential_decay_gives_the_published_rates(int epoch, int batch, double expected) =>
        Assert.Equal(expected, new ExponentialLRDecay().RateAt(Step(epoch, batch)), 1e-8);

    [Fact]
    public void Exponential_decay_can_be_smooth() =>
        Assert.Equal(0.1 * Math.Pow(0.5, 13 / 30.0), new ExponentialLRDecay(0.1f, 3, 0.5f, staircase: false).RateAt(Step(1, 3)), 1e-7);

    [Theory]
    [InlineData(0, false, 0.01)]
    [InlineData(1, false, 0.0001 + ((0.01 - 0.0001) * 0.5))]
    [InlineData(2, false, 0.0001)]
    [InlineData(150, false, 0.0001)]
    [InlineData(3, true, 0.0001 + ((0.01 - 0.0001) * 0.25))]
    public void Polynomial_decay_ends_after_its_epochs_and_cycles(int epoch, bool cycle, double expected) =>
        Assert.Equal(expected, new PolynomialLRDecay(cycle: cycle).RateAt(Step(epoch, 0)), 1e-7);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(90, 1)]
    [InlineData(91, 0.1)]
    [InlineData(136, 0.01)]
    [InlineData(182, 0.0001)]
    public void Linear_scaling_uses_the_factor_of_the_epoch(int epoch, double factor) =>
        Assert.Equal(0.1 * 10 / 128 * factor, new LsrDecay().RateAt(Step(epoch, 0)), 1e-9);

    [Fact]
    public void Linear_scaling_wants_falling_epochs() =>
        Assert.Throws<ArgumentException>(() => new LsrDecay([new(5, 0.1f), new(10, 0.5f)]));

    private static TrainingStep Step(int epoch, int batch) => new() { BatchSize = 10, BatchesPerEpoch = 10, Epoch = epoch, Batch = batch };
}
