using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

public sealed class BatchNormalizationTrainingTests
{
    private const double Epsilon = 1e-5;

    [Theory]
    [InlineData(1, 1, 3, 0f)]
    [InlineData(16, 3, 2, 2f)]
    [InlineData(21, 4, 3, -1f)]
    public void Values_and_gradients_match_the_formula(int channels, int height, int width, float offset)
    {
        Problem p = new(channels, height, width, offset);
        double[] wide = DifferenceQuotient.Widen(p.X);
        double[] Forward(double[] x, double[] gamma, double[] beta) => KernelsLayerReference.BatchNorm(x, gamma, beta, (height * width, Epsilon));
        double[] gamma = DifferenceQuotient.Widen(p.Gamma);
        double[] beta = DifferenceQuotient.Widen(p.Beta);
        float[] state = p.State();
        Assert.InRange(DifferenceQuotient.Error(Forward(wide, gamma, beta), p.Value(state)), 0, 2e-6);

        state = p.WithSums(state);
        double[] ofParameters = DifferenceQuotient.Of(v => Forward(wide, v[..channels], v[channels..]), [.. p.Gamma, .. p.Beta], p.Dy);
        Assert.InRange(DifferenceQuotient.Error(ofParameters, state[(3 * channels)..]), 0, 5e-6);

        double[] ofInput = DifferenceQuotient.Of(v => Forward(v, gamma, beta), p.X, p.Dy);
        Assert.InRange(DifferenceQuotient.Error(ofInput, p.InputGradient(state)), 0, 1e-5);
    }

    [Fact]
    public void Variance_survives_a_mean_a_thousand_deviations_away()
    {
        Problem p = new(5, 33, 31, 1000f);
        double[] expected = [.. Enumerable.Range(0, 5).Select(c =>
        {
            double[] own = [.. p.X.Where((_, i) => i / (33 * 31) % 5 == c).Select(v => (double)v)];
            double mean = own.Average();
            return own.Sum(v => (v - mean) * (v - mean)) / (own.Length - 1);
        })];
        Assert.InRange(DifferenceQuotient.Error(expected, p.State()[10..15]), 0, 1e-5);
    }

    [Fact]
    public void Sums_of_the_batch_are_added_to_the_gradients_of_earlier_batches()
    {
        float[] state = KernelRig.Random(new SeededRandom(1), BatchNormalizationTraining.StateLength(3));
        float[] answer = new OperationCase
        {
            Prepare = () => BatchNormalizationTraining.PrepareAddParameterGradients(3),
            Input = state,
            Output = [1f, 2f, 3f, 4f, 5f, 6f],
        }.Answer();
        Assert.Equal(state[9..].Select((v, i) => v + i + 1), answer);
    }

    [Fact]
    public void An_activation_is_applied_after_the_normalisation_and_new_gammas_replace_the_old_ones()
    {
        Problem p = new(18, 3, 5, 1f);
        float[] state = p.State();
        float[] plain = p.Value(state);
        OperationCase problem = new()
        {
            Prepare = () =>
            {
                PreparedOperation operation = BatchNormalizationTraining.PrepareApply(new AffineChannels(new float[18], new float[18], Activation.Relu), p.Layout, p.Layout);
                IWeightedOperation weighted = Assert.IsAssignableFrom<IWeightedOperation>(operation);
                weighted.Pack(p.Gamma, p.Beta, 0, weighted.PackItemCount);
                return operation;
            },
            Input = KernelRig.ToBlocked(p.Layout, p.X, 2),
            Second = state,
            Output = [],
        };
        Assert.Equal(plain.Select(v => Math.Max(0f, v)), OperationCase.Blocked(problem, p.Layout));
    }

    private sealed class Problem
    {
        public Problem(int channels, int height, int width, float offset)
        {
            Layout = new BlockedLayout(channels, height, width, 1);
            X = [.. BlockedProblem.Random(Layout, 2, 1).Select(v => v + offset)];
            Dy = BlockedProblem.Random(Layout, 2, 2);
            Gamma = KernelRig.Random(new SeededRandom(3), channels, 0.5f, 1.5f);
            Beta = KernelRig.Random(new SeededRandom(4), channels);
        }

        public BlockedLayout Layout { get; }

        public float[] X { get; }

        public float[] Dy { get; }

        public float[] Gamma { get; }

        public float[] Beta { get; }

        private BlockedLayout Narrow => Layout with { Halo = 0 };

        public float[] State() => new OperationCase
        {
            Prepare = () => BatchNormalizationTraining.PrepareStatistics(Layout, Epsilon),
            Input = KernelRig.ToBlocked(Layout, X, 2),
            Output = new float[BatchNormalizationTraining.StateLength(Layout.Channels)],
        }.Answer();

        public float[] Value(float[] state) => OperationCase.Blocked(
            new OperationCase
            {
                Prepare = () => BatchNormalizationTraining.PrepareApply(new AffineChannels(Gamma, Beta), Layout, Narrow),
                Input = KernelRig.ToBlocked(Layout, X, 2),
                Second = state,
                Output = [],
            },
            Narrow);

        public float[] WithSums(float[] state) => new OperationCase
        {
            Prepare = () => BatchNormalizationTraining.PrepareParameterGradients(Layout, Narrow),
            Input = KernelRig.ToBlocked(Layout, X, 2),
            Second = KernelRig.ToBlocked(Narrow, Dy, 2),
            Output = state,
        }.Answer();

        public float[] InputGradient(float[] state) => OperationCase.Blocked(
            new OperationCase
            {
                Prepare = () => BatchNormalizationTraining.PrepareInputGradient(Gamma, Layout, Narrow, Layout),
                Input = KernelRig.ToBlocked(Narrow, Dy, 2),
                Second = KernelRig.ToBlocked(Layout, X, 2),
                Third = state,
                Output = [],
            },
            Layout);
    }
}
