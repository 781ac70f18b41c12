using System.Text.Json;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;
using MlNetTransfer.Tests.References;
using MlNetTransfer.Training;

namespace MlNetTransfer.Tests.Training;

public sealed class LogisticTests
{
    public static TheoryData<int> Cases() => HeadCases.Indices("logistic");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Objective_and_probabilities_match_scipy(int index)
    {
        JsonElement golden = HeadCases.Golden("logistic")[index];
        HeadProblem problem = HeadCases.Problem(golden);
        double strength = golden.GetProperty("strength").GetDouble();
        double[] expected = HeadCases.Doubles(golden, "probabilities");
        foreach (bool isDual in (bool[])[true, false])
        {
            RidgeFactorization ridge = HeadCases.Factor(problem, isDual);
            (double[] coefficients, double[] biases) = new LogisticHead(ridge, problem, CancellationToken.None).Fit(strength, CancellationToken.None);
            (double value, double[] probabilities) = Objective(ridge.Features, problem, strength, coefficients, biases);
            Assert.Equal(golden.GetProperty("objective").GetDouble(), value, 1e-8);
            Assert.All(Enumerable.Range(0, expected.Length), i => Assert.Equal(expected[i], probabilities[i], 2e-4));
        }
    }

    [Theory]
    [InlineData(20, 30, 3, true)]
    [InlineData(45, 11, 4, true)]
    [InlineData(45, 11, 9, false)]
    public void Gradients_match_central_differences(int rows, int columns, int classes, bool isWeighted)
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(rows, rows, columns, classes, 1);
        labels[0] = labels[1];
        HeadProblem problem = HeadProblem.Create(
            features, labels, classes, new HeadOptions { ClassWeighting = isWeighted ? ClassWeighting.Balanced : ClassWeighting.None });
        LogisticDesign design = new(HeadCases.Factor(problem), LogisticDesign.KeptPanelValues, CancellationToken.None);
        int[] folds = LogisticHead.AssignFolds(labels, classes);
        LogisticObjective objective = new(design, problem, folds);
        SeededRandom random = new(columns);
        LogisticTask[] tasks = [.. ((int[])[-1, 0, 3]).Select(fold => new LogisticTask(fold, objective.PointLength)
        {
            Point = [.. Enumerable.Range(0, objective.PointLength).Select(_ => 0.2 * (random.NextDouble() - 0.5))],
        })];
        objective.Evaluate(tasks, 0.03, CancellationToken.None);
        double[][] gradients = [.. tasks.Select(task => (double[])task.Gradient.Clone())];
        const double step = 1e-5;
        foreach (int at in (int[])[0, 7, objective.PointLength / 2, objective.PointLength - 1])
        {
            double[] high = Values(objective, tasks, at, step);
            double[] low = Values(objective, tasks, at, -step);
            Assert.All(Enumerable.Range(0, tasks.Length), t => Assert.Equal((high[t] - low[t]) / (2 * step), gradients[t][at], 1e-8));
        }
    }

    [Theory]
    [InlineData(200, 70)]
    [InlineData(70, 200)]
    public void Panels_made_on_the_way_give_the_same_bits_as_kept_ones(int rows, int columns)
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(rows, rows, columns, 3, 1);
        HeadProblem problem = HeadProblem.Create(features, labels, 3, new HeadOptions());
        RidgeFactorization ridge = HeadCases.Factor(problem, threads: 2);
        LogisticTask[] tasks = [.. ((long[])[LogisticDesign.KeptPanelValues, 0]).Select(kept =>
        {
            LogisticObjective objective = new(
                new LogisticDesign(ridge, kept, CancellationToken.None), problem, LogisticHead.AssignFolds(labels, 3));
            LogisticTask task = new(1, objective.PointLength);
            SeededRandom random = new(3);
            task.Point = [.. task.Point.Select(_ => 0.1 * (random.NextDouble() - 0.5))];
            objective.Evaluate([task], 0.1, CancellationToken.None);
            return task;
        })];
        Assert.Equal(tasks[0].Value, tasks[1].Value);
        Assert.Equal(tasks[0].Gradient, tasks[1].Gradient);
    }

    [Fact]
    public void Left_out_logits_come_from_models_that_did_not_see_the_sample()
    {
        (FeatureMatrix features, int[] labels) = HeadCases.Clouds(8, 40, 12, 2, 1);
        HeadProblem problem = HeadProblem.Create(features, labels, 2, new HeadOptions());
        RidgeFactorization ridge = HeadCases.Factor(problem);
        FittedScores start = RidgeHead.Select(ridge, problem, [1], CancellationToken.None);
        double[] before = new LogisticHead(ridge, problem, CancellationToken.None).Select([0.1], start, CancellationToken.None).Scores;
        int changed = Array.IndexOf(LogisticHead.AssignFolds(labels, 2), 2);
        int[] folds = LogisticHead.AssignFolds(labels, 2);
        LogisticTask task = new(2, 2 * 13);
        LogisticObjective objective = new(new LogisticDesign(ridge, LogisticDesign.KeptPanelValues, CancellationToken.None), problem, folds);
        objective.Evaluate([task], 0.1, CancellationToken.None);
        double value = task.Value;
        labels[changed] = 1 - labels[changed];
        HeadProblem flipped = HeadProblem.Create(features, labels, 2, new HeadOptions());
        objective = new LogisticObjective(new LogisticDesign(HeadCases.Factor(flipped), LogisticDesign.KeptPanelValues, CancellationToken.None), flipped, folds);
        objective.Evaluate([task], 0.1, CancellationToken.None);
        Assert.Equal(value, task.Value, 1e-12);
        Assert.All(before, score => Assert.True(double.IsFinite(score) && score != 0));
    }

    [Fact]
    public void Folds_hold_every_class_evenly()
    {
        int[] labels = [.. Enumerable.Range(0, 103).Select(i => i % 10 == 0 ? 1 : 0)];
        int[] folds = LogisticHead.AssignFolds(labels, 2);
        Assert.Equal(folds, LogisticHead.AssignFolds(labels, 2));
        foreach (int label in (int[])[0, 1])
        {
            int[] sizes = [.. Enumerable.Range(0, LogisticHead.FoldCount).Select(f => folds.Where((fold, i) => fold == f && labels[i] == label).Count())];
            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        }
    }

    [Fact]
    public void The_minimiser_finds_the_valley_of_Rosenbrock()
    {
        static double Value(double[] p, double[] gradient)
        {
            double inner = p[1] - (p[0] * p[0]);
            gradient[0] = (-400 * p[0] * inner) - (2 * (1 - p[0]));
            gradient[1] = 200 * inner;
            return (100 * inner * inner) + ((1 - p[0]) * (1 - p[0]));
        }

        double[] gradient = new double[2];
        double value = Value([-1.2, 1], gradient);
        LbfgsMinimizer minimizer = new([-1.2, 1], value, [.. gradient], _ => { }, 1e-20);
        int evaluations = 0;
        while (!minimizer.IsDone && evaluations++ < 500)
        {
            value = Value(minimizer.Trial, gradient);
            minimizer.Tell(value, gradient);
        }

        Assert.InRange(evaluations, 10, 100);
        Assert.Equal(1, minimizer.Point[0], 1e-8);
        Assert.Equal(1, minimizer.Point[1], 1e-8);
    }

    private static double[] Values(LogisticObjective objective, LogisticTask[] tasks, int at, double step)
    {
        foreach (LogisticTask task in tasks)
        {
            task.Point[at] += step;
        }

        objective.Evaluate(tasks, 0.03, CancellationToken.None);
        foreach (LogisticTask task in tasks)
        {
            task.Point[at] -= step;
        }

        return [.. tasks.Select(task => task.Value)];
    }

    private static (double Value, double[] Probabilities) Objective(
        StandardizedFeatures features, HeadProblem problem, double strength, double[] coefficients, double[] biases)
    {
        double[] row = new double[features.ColumnCount];
        List<double> all = [];
        double value = strength / 2 * coefficients.Sum(v => v * v);
        for (int i = 0; i < problem.RowCount; i++)
        {
            features.CopyRow(i, 0, 1, row);
            double[] logits = [.. biases.Select((bias, c) => bias + row.Select((x, k) => x * coefficients[(c * row.Length) + k]).Sum())];
            double logSum = SoftmaxFunction.LogSumExp(logits);
            value += problem.RowWeights[i] * (logSum - logits[problem.Labels[i]]) / problem.RowWeights.Sum();
            all.AddRange(logits.Select(logit => Math.Exp(logit - logSum)));
        }

        return (value, [.. all]);
    }
}
