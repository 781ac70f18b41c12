using MlNetTransfer.Kernels;
using MlNetTransfer.Kernels.Derivatives;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tests.References;

namespace MlNetTransfer.Tests.Kernels.Derivatives;

public sealed class NormalizationGradientTests
{
    [Theory]
    [InlineData(2, 3, 4)]
    [InlineData(16, 2, 3)]
    [InlineData(37, 3, 2)]
    public void Layer_normalisation_over_channels_matches_central_differences(int channels, int height, int width)
    {
        BlockedLayout input = new(channels, height, width, 1);
        BlockedLayout narrow = input with { Halo = 0 };
        const float Epsilon = 1e-3f;
        float[] x = [.. BlockedProblem.Random(input, 2, 1).Select(v => v + 1f)];
        float[] dy = BlockedProblem.Random(input, 2, 2);
        float[] gamma = KernelRig.Random(new SeededRandom(3), channels, 0.5f, 1.5f);
        float[] beta = KernelRig.Random(new SeededRandom(4), channels);
        double[] Forward(double[] v, double[] g, double[] b) => KernelsLayerReference.ChannelNorm(v, g, b, (height * width, Epsilon));
        float[] statistics = Statistics(input, x, Epsilon);

        float[] before = KernelRig.Random(new SeededRandom(5), 2 * channels);
        float[] ofParameters = new OperationCase
        {
            Prepare = () => ChannelNormalizationGradient.PrepareParameters(input, narrow),
            Input = KernelRig.ToBlocked(input, x, 2),
            Second = KernelRig.ToBlocked(narrow, dy, 2),
            Third = statistics,
            Output = before,
        }.Answer();
        double[] expected = DifferenceQuotient.Of(p => Forward(DifferenceQuotient.Widen(x), p[..channels], p[channels..]), [.. gamma, .. beta], dy);
        Assert.InRange(DifferenceQuotient.Error([.. expected.Zip(before, (a, b) => a + b)], ofParameters), 0, 2e-6);

        OperationCase ofInput = new()
        {
            Prepare = () => Packed(ChannelNormalizationGradient.PrepareInput(new float[channels], narrow, input, narrow), gamma, []),
            Input = KernelRig.ToBlocked(input, dy, 2),
            Second = KernelRig.ToBlocked(narrow, x, 2),
            Third = statistics,
            Output = [],
        };
        expected = DifferenceQuotient.Of(v => Forward(v, DifferenceQuotient.Widen(gamma), DifferenceQuotient.Widen(beta)), x, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(ofInput, narrow)), 0, 1e-5);
    }

    [Fact]
    public void New_gammas_and_betas_replace_the_old_ones()
    {
        BlockedLayout layout = new(19, 3, 4);
        float[] x = BlockedProblem.Random(layout, 2, 1);
        float[] gamma = KernelRig.Random(new SeededRandom(5), 19);
        float[] beta = KernelRig.Random(new SeededRandom(6), 19);
        PreparedOperation Fresh(float[] g, float[] b) => ChannelNormalization.Prepare(new ChannelNormalizationSpec(g, b, 1e-6f), layout, layout);
        Assert.Equal(
            BlockedProblem.Answer(() => Fresh(gamma, beta), (layout, layout), 2, x),
            BlockedProblem.Answer(() => Packed(Fresh(new float[19], new float[19]), gamma, beta), (layout, layout), 2, x));

        PlanarNormalizeShape shape = new(12, 19, EntryPerRow: false, 1e-6f);
        PlanarStrides strides = new(12 * 19, 0, 12 * 19);
        float[] Run(PreparedOperation operation)
        {
            float[] output = new float[x.Length];
            KernelRig.Run(operation, new OperationBuffers { Batch = 2, Input = x, Output = output });
            return output;
        }

        Assert.Equal(
            Run(new PlanarNormalize(shape, gamma, beta, strides)),
            Run(Packed(new PlanarNormalize(shape, new float[19], new float[19], strides), gamma, beta)));
    }

    [Theory]
    [InlineData(6, 5, false, true)]
    [InlineData(6, 7, true, true)]
    [InlineData(4, 9, false, false)]
    public void Normalisation_of_rows_matches_central_differences(int rows, int length, bool entryPerRow, bool scaled)
    {
        PlanarNormalizeShape shape = new(rows, length, entryPerRow, 1e-3f);
        int entries = entryPerRow ? rows / 2 : length;
        float[] x = KernelRig.Random(new SeededRandom(1), 2 * rows * length, 0f, 2f);
        float[] dy = KernelRig.Random(new SeededRandom(2), x.Length);
        float[] scale = scaled ? KernelRig.Random(new SeededRandom(3), entries, 0.5f, 1.5f) : [];
        float[] zeros = new float[scale.Length];
        PlanarGradientStrides strides = new(rows * length, rows * length, 0, rows * length);
        OperationCase problem = new()
        {
            Prepare = () => Packed(PlanarGradient.PrepareNormalize(shape, zeros, strides), scale, []),
            Input = dy,
            Second = x,
            Output = new float[x.Length],
        };
        double[] expected = DifferenceQuotient.Of(v => KernelsLayerReference.RowNorm(v, DifferenceQuotient.Widen(scale), [], shape), x, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, problem.Answer()), 0, 1e-5);
        if (scaled)
        {
            float[] before = KernelRig.Random(new SeededRandom(5), 2 * entries);
            float[] answer = (problem with { Prepare = () => PlanarGradient.PrepareNormalizeParameters(shape, entries, strides), Output = before }).Answer();
            expected = DifferenceQuotient.Of(
                p => KernelsLayerReference.RowNorm(DifferenceQuotient.Widen(x), p[..entries], p[entries..], shape), [.. scale, .. zeros], dy);
            Assert.InRange(DifferenceQuotient.Error([.. expected.Zip(before, (a, b) => a + b)], answer), 0, 1e-6);
        }
    }

    [Theory]
    [InlineData(5, 7)]
    [InlineData(4, 19)]
    [InlineData(1, 16)]
    public void Local_response_matches_central_differences(int size, int channels)
    {
        BlockedLayout input = new(channels, 3, 2, 1);
        BlockedLayout narrow = input with { Halo = 0 };
        LocalResponseSpec spec = new(size, 0.5f, 0.75f, 2f);
        float[] x = BlockedProblem.Random(input, 2, 1);
        float[] dy = BlockedProblem.Random(input, 2, 2);
        OperationCase problem = new()
        {
            Prepare = () => LocalResponseGradient.Prepare(spec, input, narrow, narrow),
            Input = KernelRig.ToBlocked(narrow, dy, 2),
            Second = KernelRig.ToBlocked(input, x, 2),
            Output = [],
        };
        double[] expected = DifferenceQuotient.Of(v => KernelsLayerReference.LocalResponse(v, spec, channels, 6), x, dy);
        Assert.InRange(DifferenceQuotient.Error(expected, OperationCase.Blocked(problem, narrow)), 0, 1e-6);
    }

    [Theory]
    [InlineData(1, 10, 1, false)]
    [InlineData(2, 7, 5, true)]
    [InlineData(3, 17, 2, false)]
    public void Softmax_matches_central_differences(int outer, int length, int inner, bool logarithm)
    {
        SoftmaxSpec spec = new(outer, length, inner, logarithm);
        float[] x = KernelRig.Random(new SeededRandom(1), 2 * outer * length * inner, -3f, 3f);
        float[] dy = KernelRig.Random(new SeededRandom(2), x.Length);
        float[] answer = new OperationCase
        {
            Prepare = () => SoftmaxGradient.Prepare(spec),
            Input = dy,
            Second = [.. KernelsLayerReference.Softmax(DifferenceQuotient.Widen(x), spec).Select(v => (float)v)],
            Output = new float[x.Length],
        }.Answer();
        Assert.InRange(DifferenceQuotient.Error(DifferenceQuotient.Of(v => KernelsLayerReference.Softmax(v, spec), x, dy), answer), 0, 1e-6);
    }

    [Theory]
    [InlineData(3, 5, 7, 2, false)]
    [InlineData(1, 17, 33, 1, false)]
    [InlineData(4, 3, 6, 2, true)]
    public void Both_operands_of_a_product_match_central_differences(int m, int k, int n, int matrices, bool shared)
    {
        MatMulSpec spec = new() { M = m, K = k, N = n, MatricesPerPicture = matrices, SharedSecond = shared };
        float[] a = KernelRig.Random(new SeededRandom(1), 2 * matrices * m * k);
        float[] b = KernelRig.Random(new SeededRandom(2), (shared ? 1 : 2 * matrices) * k * n);
        float[] dc = KernelRig.Random(new SeededRandom(3), 2 * matrices * m * n);
        OperationCase first = new() { Prepare = () => MatMulGradient.PrepareFirst(spec), Input = dc, Second = b, Output = new float[a.Length] };
        double[] expected = DifferenceQuotient.Of(v => KernelsLayerReference.MatMul(v, DifferenceQuotient.Widen(b), (m, k, n)), a, dc);
        Assert.InRange(DifferenceQuotient.Error(expected, first.Answer()), 0, 1e-6);

        float[] before = shared ? KernelRig.Random(new SeededRandom(4), b.Length) : new float[b.Length];
        OperationCase second = new() { Prepare = () => MatMulGradient.PrepareSecond(spec), Input = dc, Second = a, Output = before };
        expected = DifferenceQuotient.Of(v => KernelsLayerReference.MatMul(DifferenceQuotient.Widen(a), v, (m, k, n)), b, dc);
        Assert.InRange(DifferenceQuotient.Error([.. expected.Zip(before, (x, y) => x + y)], second.Answer()), 0, 1e-6);
    }

    [Fact]
    public void Sums_longer_than_a_packed_part_are_whole()
    {
        MatMulSpec spec = new() { M = 600, K = 3, N = 2, SharedSecond = true };
        float[] a = KernelRig.Random(new SeededRandom(1), 2 * 600 * 3);
        float[] dc = KernelRig.Random(new SeededRandom(3), 2 * 600 * 2);
        double[] expected = new double[6];
        for (int i = 0; i < 1200 * 6; i++)
        {
            expected[i % 6] += (double)a[(i / 6 * 3) + (i % 6 / 2)] * dc[(i / 6 * 2) + (i % 2)];
        }

        OperationCase problem = new() { Prepare = () => MatMulGradient.PrepareSecond(spec), Input = dc, Second = a, Output = new float[6] };
        Assert.InRange(DifferenceQuotient.Error(expected, problem.Answer()), 0, 1e-5);
    }

    private static float[] Statistics(BlockedLayout input, float[] x, float epsilon) => new OperationCase
    {
        Prepare = () => ChannelNormalizationGradient.PrepareStatistics(input, epsilon),
        Input = KernelRig.ToBlocked(input, x, 2),
        Output = new float[2 * ChannelNormalizationGradient.StatisticsLength(input)],
    }.Answer();

    private static PreparedOperation Packed(PreparedOperation operation, float[] weights, float[] bias)
    {
        IWeightedOperation weighted = Assert.IsAssignableFrom<IWeightedOperation>(operation);
        weighted.Pack(weights, bias, 0, weighted.PackItemCount);
        return operation;
    }
}
