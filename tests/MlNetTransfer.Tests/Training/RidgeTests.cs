using System.Text.Json;
using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;
using MlNetTransfer.Training;

namespace MlNetTransfer.Tests.Training;

public sealed class RidgeTests
{
    public static TheoryData<int> Cases() => HeadCases.Indices("ridge");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Leave_one_out_scores_match_numpy_refits_without_each_sample(int index)
    {
        JsonElement golden = HeadCases.Golden("ridge")[index];
        HeadProblem problem = HeadCases.Problem(golden);
        double[] expected = HeadCases.Doubles(golden, "leaveOneOut");
        foreach (bool isDual in (bool[])[true, false])
        {
            double shift = golden.GetProperty("strength").GetDouble() * problem.RowCount;
            double[] scores = HeadCases.Factor(problem, isDual).LeaveOneOut([shift], CancellationToken.None)[0];
            Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], scores[i], 1e-8));
        }
    }

    [Theory]
    [InlineData(30, 50, false)]
    [InlineData(30, 50, true)]
    [InlineData(70, 40, false)]
    [InlineData(70, 40, true)]
    [InlineData(300, 5, true)]
    public void Leave_one_out_scores_match_refits_for_several_strengths_on_both_sides(int rows, int columns, bool isWeighted)
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(rows + columns, rows, columns, 3, 1);
        Array.Fill(labels, 0, 0, rows / 4);
        HeadProblem problem = HeadProblem.Create(
            features, labels, 3, new HeadOptions { ClassWeighting = isWeighted ? ClassWeighting.Balanced : ClassWeighting.None });
        double[] strengths = [1e-3, 0.1, 30];
        double[] shifts = [.. strengths.Select(s => s * rows)];
        double[][] dual = HeadCases.Factor(problem, isDual: true).LeaveOneOut(shifts, CancellationToken.None);
        double[][] primal = HeadCases.Factor(problem, isDual: false).LeaveOneOut(shifts, CancellationToken.None);
        StandardizedFeatures standardized = StandardizedFeatures.Create(features, problem.RowWeights);
        for (int s = 0; s < strengths.Length; s++)
        {
            foreach (int left in (int[])[0, 1, rows / 2, rows - 1])
            {
                double[,] solution = Refit(standardized, problem, shifts[s], left);
                for (int c = 0; c < 3; c++)
                {
                    double expected = Score(standardized, solution, left, c);
                    Assert.Equal(expected, dual[s][(left * 3) + c], 1e-8);
                    Assert.Equal(expected, primal[s][(left * 3) + c], 1e-8);
                }
            }
        }
    }

    [Theory]
    [InlineData(30, 50)]
    [InlineData(70, 40)]
    public void Coefficients_solve_the_normal_equations_on_both_sides(int rows, int columns)
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(rows, rows, columns, 4, 1);
        HeadProblem problem = HeadProblem.Create(features, labels, 4, new HeadOptions());
        double[,] expected = Refit(StandardizedFeatures.Create(features, problem.RowWeights), problem, 0.3 * rows, left: -1);
        foreach (bool isDual in (bool[])[true, false])
        {
            double[] coefficients = HeadCases.Factor(problem, isDual).Coefficients(0.3 * rows, CancellationToken.None);
            for (int i = 0; i < coefficients.Length; i++)
            {
                Assert.Equal(expected[1 + (i % columns), i / columns], coefficients[i], 1e-9);
            }
        }
    }

    [Fact]
    public void Features_that_do_not_vary_get_no_weight_even_if_all_are_so()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(1, 20, 6, 2, 1);
        for (int i = 0; i < 20; i++)
        {
            features.Row(i)[2] = 1e6f;
            features.Row(i)[4] = 0;
        }

        TrainedHead head = HeadTrainer.Fit(features, labels, 2, new HeadOptions { Kind = HeadKind.Ridge });
        Assert.Equal([0f, 0f, 0f, 0f], [head.Weights.Span[2], head.Weights.Span[4], head.Weights.Span[8], head.Weights.Span[10]]);
        TrainedHead blind = HeadTrainer.Fit(new FeatureMatrix(20, 3), labels, 2);
        Assert.All(blind.Weights.ToArray(), weight => Assert.Equal(0, weight));
        Assert.All(blind.Predict(new FeatureMatrix(1, 3)).Values.ToArray(), p => Assert.Equal(0.5f, p, 1e-3f));
    }

    [Fact]
    public void A_feature_that_training_hardly_saw_cannot_drown_the_others()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(2, 60, 10, 2, 2);
        for (int i = 0; i < 60; i++)
        {
            features.Row(i)[3] = i == 0 ? 1e-4f : 0;
        }

        TrainedHead head = HeadTrainer.Fit(features, labels, 2, new HeadOptions { Kind = HeadKind.Ridge });
        FeatureMatrix changed = new(60, 10, features.Values.ToArray());
        for (int i = 0; i < 60; i++)
        {
            changed.Row(i)[3] = 0.01f;
        }

        FeatureMatrix before = head.Predict(features);
        FeatureMatrix after = head.Predict(changed);
        Assert.All(Enumerable.Range(1, 59), i => Assert.Equal(before.Row(i)[0], after.Row(i)[0], 0.05f));
    }

    [Fact]
    public void Statistics_of_parts_add_and_subtract_to_the_fit_of_the_whole()
    {
        DenseGemm gemm = new(ThreadTeam.Shared(1));
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(5, 600, 37, 3, 1);
        FeatureMatrix first = new(400, 37, features.Values[..(400 * 37)].ToArray());
        FeatureMatrix second = new(200, 37, features.Values[(400 * 37)..].ToArray());
        RidgeStatistics whole = new(37, 3);
        whole.Add(gemm, features, labels);
        RidgeStatistics rest = new(37, 3);
        rest.Add(gemm, second, labels.AsSpan(400));
        RidgeStatistics sum = new(37, 3);
        sum.Add(gemm, first, labels.AsSpan(0, 400));
        RidgeStatistics part = new(37, 3);
        part.Add(sum);
        sum.Add(rest);
        AssertClose(whole.Fit(gemm, 0.2), sum.Fit(gemm, 0.2));
        sum.Remove(gemm, second, labels.AsSpan(400));
        AssertClose(part.Fit(gemm, 0.2), sum.Fit(gemm, 0.2));
        whole.Remove(rest);
        AssertClose(part.Fit(gemm, 0.2), whole.Fit(gemm, 0.2));
        Assert.Equal(400, whole.Count);
        HeadProblem problem = HeadProblem.Create(first, labels.AsSpan(0, 400), 3, new HeadOptions());
        RidgeFactorization trained = HeadCases.Factor(problem);
        double[] coefficients = trained.Coefficients(0.2 * 400, CancellationToken.None);
        double[] weights = part.Fit(gemm, 0.2).Weights;
        Assert.All(
            Enumerable.Range(0, weights.Length), i => Assert.Equal(coefficients[i] * trained.Features.Inverses[i % 37], weights[i], 1e-9));
    }

    [Fact]
    public void Statistics_refuse_other_shapes_and_labels()
    {
        RidgeStatistics statistics = new(4, 2);
        DenseGemm gemm = new(ThreadTeam.Shared(1));
        Assert.Throws<ArgumentException>(() => statistics.Add(gemm, new FeatureMatrix(1, 3), [0]));
        Assert.Throws<ArgumentException>(() => statistics.Add(gemm, new FeatureMatrix(1, 4), [2]));
        Assert.Throws<ArgumentException>(() => statistics.Add(new RidgeStatistics(4, 3)));
    }

    private static void AssertClose((double[] Weights, double[] Bias) expected, (double[] Weights, double[] Bias) actual)
    {
        Assert.All(Enumerable.Range(0, expected.Weights.Length), i => Assert.Equal(expected.Weights[i], actual.Weights[i], 1e-10));
        Assert.All(Enumerable.Range(0, expected.Bias.Length), c => Assert.Equal(expected.Bias[c], actual.Bias[c], 1e-9));
    }

    /// <summary>Normal equations of all samples but one, intercept first.</summary>
    private static double[,] Refit(StandardizedFeatures features, HeadProblem problem, double shift, int left)
    {
        int size = features.ColumnCount + 1;
        double[,] matrix = new double[size, size];
        double[,] right = new double[size, problem.ClassCount];
        for (int i = 0; i < features.RowCount; i++)
        {
            if (i != left)
            {
                double[] row = Row(features, i);
                for (int a = 0; a < size; a++)
                {
                    right[a, problem.Labels[i]] += problem.RowWeights[i] * row[a];
                    for (int b = 0; b < size; b++)
                    {
                        matrix[a, b] += problem.RowWeights[i] * row[a] * row[b];
                    }
                }
            }
        }

        for (int a = 1; a < size; a++)
        {
            matrix[a, a] += shift;
        }

        return DenseReference.Solve(matrix, right);
    }

    private static double Score(StandardizedFeatures features, double[,] solution, int row, int c) =>
        Row(features, row).Select((value, a) => value * solution[a, c]).Sum();

    private static double[] Row(StandardizedFeatures features, int row)
    {
        double[] values = new double[features.ColumnCount + 1];
        values[0] = 1;
        features.CopyRow(row, 0, 1, values.AsSpan(1));
        return values;
    }
}
