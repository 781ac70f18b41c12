using MlNetTransfer.Execution;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Training.Loop;
using MlNetTransfer.Training.Optimization;

namespace MlNetTransfer.Tests.Training.Loop;

public sealed class LearningRateFinderTests
{
    private static readonly GradientTrainingOptions Sgd = new()
    {
        BatchSize = 5,
        Optimizer = new OptimizerOptions { Kind = OptimizerKind.Sgd, Momentum = 0, WeightDecay = 0, ClipNorm = 0 },
    };

    private static readonly LearningRateSweepOptions Sweep = new();

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    [InlineData(3000)]
    public void On_a_parabola_the_losses_are_the_formula_s_and_the_rate_is_below_the_known_limit(double curvature)
    {
        Parabola parabola = new(curvature);
        float[] losses = new LearningRateFinder(parabola.Setup(), Sgd, Sweep).Run(TestContext.Current.CancellationToken);
        double value = Parabola.Start;
        for (int i = 0; i < losses.Length; i++)
        {
            double expected = 0.5 * curvature * value * value;
            Assert.Equal(expected, losses[i], (1e-3 * expected) + (1e-4 * curvature));
            value *= 1 - (curvature * 1e-6 * Math.Pow(1e6, i / 99.0));
        }

        // Descent with a fixed rate shrinks a parabola below 2 / curvature, fastest at 1 / curvature.
        LearningRateSweep sweep = LearningRateSweep.Of(Sweep, losses);
        Assert.InRange(sweep.Suggestion, 0.03 / curvature, 1 / curvature);
        Assert.InRange(sweep.TenthOfLowest, 0.1 / curvature, 2 / curvature);
        Assert.Equal(sweep.Steepest, sweep.Suggestion);
        Assert.Equal(curvature > 10, sweep.HasDiverged);
    }

    [Fact]
    public void A_steeper_parabola_has_a_rate_that_is_lower_by_as_much()
    {
        double[] found = [.. new[] { 2.0, 2 * Math.Pow(10, 3) }.Select(c => Found(new Parabola(c)).Steepest)];
        Assert.InRange(found[0] / found[1], 800, 1250);
    }

    [Fact]
    public void What_cannot_be_lowered_is_said_to_be_so()
    {
        LearningRateSweep flat = Found(new Parabola(0));
        Assert.Contains("no rate lowered the loss", flat.Reason, StringComparison.Ordinal);
        Assert.Equal(0.1, flat.Suggestion, 1e-12);
        float[] rising = [.. Enumerable.Range(0, 60).Select(i => i < 40 ? 0.5f : 0.5f * MathF.Exp(i - 39))];
        LearningRateSweep risen = LearningRateSweep.Of(Sweep, rising);
        Assert.True(risen.HasDiverged);
        Assert.Equal(1e-6 * Math.Pow(1e6, 39 / 99.0) / 10, risen.Suggestion, 1e-12);
    }

    [Fact]
    public void Nothing_of_a_sweep_stays_in_the_model_even_where_it_diverges_or_is_cancelled()
    {
        Parabola parabola = new(30);
        Assert.True(Found(parabola).HasDiverged);
        Assert.Equal((float)Parabola.Start, parabola.Value);
        ToyTraining toy = new();
        using CancellationTokenSource cancel = new();
        int steps = 0;
        toy.BeforeStep = () =>
        {
            if (++steps == 30)
            {
                cancel.Cancel();
            }
        };
        Assert.ThrowsAny<OperationCanceledException>(() => new LearningRateFinder(toy.Setup(), Sgd, Sweep).Run(cancel.Token));
        Assert.All(toy.Weights, w => Assert.Equal(0f, w));
        Assert.All(toy.Parameters, p => Assert.False(p.Gradient.Span.ContainsAnyExcept(0f)));
    }

    [Fact]
    public void Batches_are_paired_with_the_untouched_model_so_that_the_first_losses_lie_in_a_line()
    {
        ToyTraining toy = new();
        float[] losses = new LearningRateFinder(toy.Setup(), Sgd, Sweep).Run(TestContext.Current.CancellationToken);
        Assert.Equal(Sweep.StepCount, losses.Length);
        Assert.All(losses.Take(30), loss => Assert.Equal(Math.Log(2), loss, 1e-3));
        Assert.True(losses[^1] < 0.6);
    }

    [Fact]
    public void Losses_do_not_depend_on_threads_and_are_not_a_number_without_complaint()
    {
        GradientTrainingSetup setup = new ToyTraining().Setup();
        float[] two = new LearningRateFinder(setup, Sgd, Sweep).Run(TestContext.Current.CancellationToken);
        float[] one = new LearningRateFinder(new ToyTraining().Setup() with { Team = ThreadTeam.Shared(1) }, Sgd, Sweep).Run(TestContext.Current.CancellationToken);
        Assert.Equal(two, one);
        Assert.Throws<TrainingDivergedException>(() => LearningRateSweep.Of(Sweep, [float.NaN]));
    }

    private static LearningRateSweep Found(Parabola parabola) =>
        LearningRateSweep.Of(Sweep, new LearningRateFinder(parabola.Setup(), Sgd, Sweep).Run(TestContext.Current.CancellationToken));

    /// <summary>curvature / 2 x w^2 from w = 1; with curvature 0 the loss is 1 everywhere.</summary>
    private sealed class Parabola(double curvature) : IGradientModel
    {
        public const double Start = 1;

        private readonly NetworkParameter _w = new("w", ParameterKind.Weight, new Shape(1), [(float)Start]);

        public float Value => _w.Values.Span[0];

        public IReadOnlyList<NetworkParameter> Parameters => [_w];

        public IReadOnlyList<NetworkParameter> Statistics => [];

        public GradientTrainingSetup Setup() => new ToyTraining().Setup() with { Model = this, Parameters = [new TunedParameter(_w, 1, true, false)] };

        public void ClearGradients() => _w.Gradient.Span.Clear();

        public double Accumulate(TrainingBatch batch, ulong randomKey, OutputLoss loss)
        {
            _w.Gradient.Span[0] += (float)(curvature * Value);
            return curvature == 0 ? 1 : 0.5 * curvature * Value * Value;
        }

        public void ParametersChanged()
        {
        }
    }
}
