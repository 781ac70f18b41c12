using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;

namespace MlNetTransfer.Training;

/// <summary>L2 multinomial logistic regression; the strength by stratified 5-fold log-loss of calibrated left-out scores.</summary>
/// <remarks>
/// The strengths are walked, not all tried: from a guess to the better neighbour until the loss rises, each fit starting from the one before.
/// All folds are fitted together (<see cref="LogisticObjective"/>), with the band of the Gram matrix as preconditioner.
/// </remarks>
internal sealed class LogisticHead
{
    public const int FoldCount = 5;

    /// <summary>Fixed, so that the same samples always fall into the same folds.</summary>
    private const long FoldSeed = 20261121;

    /// <summary>How close to its minimum the objective is brought: far below the standard error of any log-loss when choosing, close to rounding at last.</summary>
    private const double ChoosingTolerance = 1e-5;

    private const double FinalTolerance = 1e-11;

    /// <summary>Share of the ridge strength at which the walk starts: about the mean of p (1 - p), the ratio of the two Hessians.</summary>
    private const double StartShare = 0.1;

    /// <summary>Towards weaker penalties, where fits take longer, a step must lower the loss by 1 % to be worth it.</summary>
    private const double WorthAStep = 0.99;

    private readonly LogisticDesign _design;
    private readonly HeadProblem _problem;
    private readonly LogisticObjective _objective;
    private readonly LogisticTask[] _folds;

    public LogisticHead(RidgeFactorization ridge, HeadProblem problem, CancellationToken cancellationToken)
    {
        _design = new LogisticDesign(ridge, LogisticDesign.KeptPanelValues, cancellationToken);
        _problem = problem;
        _objective = new LogisticObjective(_design, problem, AssignFolds(problem.Labels, problem.ClassCount));
        _folds = [.. Enumerable.Range(0, FoldCount).Select(fold => new LogisticTask(fold, _objective.PointLength))];
    }

    /// <summary>Evaluations of single folds so far.</summary>
    public int EvaluationCount => _objective.EvaluationCount;

    /// <summary>Walks the strengths to the best one, starting from ridge's answer.</summary>
    public FittedScores Select(IReadOnlyList<double> strengths, FittedScores ridge, CancellationToken cancellationToken)
    {
        StartFrom(ridge, cancellationToken);
        double[] sorted = [.. strengths.Distinct().Order()];
        FittedScores?[] tried = new FittedScores?[sorted.Length];
        double guess = Math.Log(ridge.Strength * StartShare);
        int best = Enumerable.Range(0, sorted.Length).MinBy(i => Math.Abs(Math.Log(sorted[i]) - guess));
        FittedScores Try(int index) => tried[index] ??= CrossValidate(sorted[index], cancellationToken);
        Try(best);
        while (best + 1 < sorted.Length && Try(best + 1).MeanLoss < Try(best).MeanLoss)
        {
            best++;
        }

        while (best > 0 && Try(best - 1).MeanLoss < WorthAStep * Try(best).MeanLoss)
        {
            best--;
        }

        return Try(best);
    }

    /// <summary>Fits all samples; coefficients of standardised features, [C][d], and biases, [C].</summary>
    public (double[] Coefficients, double[] Biases) Fit(double strength, CancellationToken cancellationToken)
    {
        LogisticTask task = new(fold: -1, _objective.PointLength);
        foreach (LogisticTask fold in _folds)
        {
            DenseVector.AddScaled(1.0 / FoldCount, fold.Point, task.Point);
        }

        Minimize([task], strength, FinalTolerance, cancellationToken);
        int length = _problem.ClassCount * _design.Count;
        (double[] coefficients, double[] biases) = _design.ToFeatures(task.Point[..length], cancellationToken);
        DenseVector.AddScaled(1, task.Point.AsSpan(length), biases);
        return (coefficients, biases);
    }

    /// <summary>Deals each class's samples, in seeded random order, to the folds in turn; the next class goes on where the last one ended.</summary>
    public static int[] AssignFolds(ReadOnlySpan<int> labels, int classCount)
    {
        int[] order = [.. Enumerable.Range(0, labels.Length)];
        new SeededRandom(FoldSeed).Shuffle<int>(order);
        List<int>[] classes = [.. Enumerable.Range(0, classCount).Select(_ => new List<int>())];
        foreach (int row in order)
        {
            classes[labels[row]].Add(row);
        }

        int[] folds = new int[labels.Length];
        int next = 0;
        foreach (int row in classes.SelectMany(rows => rows))
        {
            folds[row] = next++ % FoldCount;
        }

        return folds;
    }

    private void StartFrom(FittedScores ridge, CancellationToken cancellationToken)
    {
        double[] coefficients = _design.RidgeCoefficients(ridge.Strength * _problem.RowCount, cancellationToken);
        foreach (LogisticTask task in _folds)
        {
            DenseVector.AddScaled(1 / ridge.Temperature, coefficients, task.Point.AsSpan(0, coefficients.Length));
            DenseVector.AddScaled(1 / ridge.Temperature, _design.RidgeBiases, task.Point.AsSpan(coefficients.Length));
        }
    }

    private FittedScores CrossValidate(double strength, CancellationToken cancellationToken)
    {
        Minimize(_folds, strength, ChoosingTolerance, cancellationToken);
        _objective.Evaluate(_folds, strength, cancellationToken);
        return FittedScores.Of(_problem, strength, [.. _objective.LeftOutLogits]);
    }

    private void Minimize(LogisticTask[] tasks, double strength, double tolerance, CancellationToken cancellationToken)
    {
        _objective.Evaluate(tasks, strength, cancellationToken);
        double variance = Math.Max(tasks.Average(task => task.Variance), 1e-4);
        DenseBandFactor hessian = DenseBandFactor.Of(_design.GramBand, variance / _problem.RowCount, strength);
        LbfgsMinimizer[] minimizers = [.. tasks.Select(task =>
            new LbfgsMinimizer([.. task.Point], task.Value, [.. task.Gradient], values => Precondition(hessian, variance, values), tolerance))];
        while (true)
        {
            int[] active = [.. Enumerable.Range(0, tasks.Length).Where(t => !minimizers[t].IsDone)];
            if (active.Length == 0)
            {
                break;
            }

            foreach (int t in active)
            {
                tasks[t].Point = minimizers[t].Trial;
            }

            _objective.Evaluate([.. active.Select(t => tasks[t])], strength, cancellationToken);
            IndependentItems.Run(
                _design.Gemm.Team, active.Length, (item, _) => minimizers[active[item]].Tell(tasks[active[item]].Value, tasks[active[item]].Gradient), cancellationToken);
        }

        for (int t = 0; t < tasks.Length; t++)
        {
            tasks[t].Point = minimizers[t].Point;
        }
    }

    private void Precondition(DenseBandFactor hessian, double variance, double[] values)
    {
        hessian.Apply(
            [DenseBandStrip.Operation.Solve, DenseBandStrip.Operation.SolveTransposed],
            values.AsSpan(0, _problem.ClassCount * _design.Count),
            _design.Gemm.LaneCount);
        for (int k = _problem.ClassCount * _design.Count; k < values.Length; k++)
        {
            values[k] /= variance;
        }
    }
}
