using System.Globalization;
using MlNetTransfer.Evaluation;
using MlNetTransfer.Kernels;
using MlNetTransfer.Runtime;
using MlNetTransfer.Tensors;

namespace MlNetTransfer.Training;

/// <summary>One run of the head trainer: factor, try both methods, choose, fold everything into weights.</summary>
internal sealed class HeadFit(HeadProblem problem, HeadOptions options, IProgress<HeadProgress>? progress, CancellationToken cancellationToken)
{
    private readonly List<string> _diagnostics = [];

    public TrainedHead Run()
    {
        Report("standardising features", 0);
        StandardizedFeatures features = StandardizedFeatures.Create(problem.Features, problem.RowWeights);
        Note($"{problem.RowCount} samples, {problem.ClassCount} classes, {features.ColumnCount} features, of which {features.Inverses.Count(v => v == 0)} do not vary.");
        Report("factoring", 0.05);
        int threads = options.ThreadCount > 0 ? options.ThreadCount : Environment.ProcessorCount;
        RidgeFactorization ridge = RidgeFactorization.Create(
            new DenseGemm(ThreadTeam.Shared(threads)), features, new RidgeTargets(problem), cancellationToken);
        Report("ridge, leave-one-out", 0.4);
        FittedScores ridgeScores = RidgeHead.Select(ridge, problem, options.RidgeStrengths, cancellationToken);
        Describe("Ridge, leave-one-out", ridgeScores, options.RidgeStrengths);
        if (options.Kind == HeadKind.Ridge)
        {
            return FinishRidge(ridge, ridgeScores);
        }

        Report("logistic regression, 5-fold", 0.5);
        LogisticHead logistic = new(ridge, problem, cancellationToken);
        FittedScores logisticScores = logistic.Select(options.LogisticStrengths, ridgeScores, cancellationToken);
        Describe("Logistic, 5-fold", logisticScores, options.LogisticStrengths);
        if (options.Kind == HeadKind.Auto && !IsLogisticBetter(ridgeScores, logisticScores))
        {
            return FinishRidge(ridge, ridgeScores);
        }

        Report("logistic regression, all samples", 0.9);
        (double[] coefficients, double[] biases) = logistic.Fit(logisticScores.Strength, cancellationToken);
        return Fold(HeadKind.Logistic, features, logisticScores, coefficients, biases);
    }

    private bool IsLogisticBetter(FittedScores ridge, FittedScores logistic)
    {
        double[] differences = [.. ridge.Losses.Zip(logistic.Losses, (r, l) => r - l)];
        (double mean, double error) = PairedComparison.MeanAndStandardError(differences);
        bool isBetter = mean > error;
        Note($"Logistic is better by {mean:F4} +- {error:F4} (log-loss, standard error): {(isBetter ? "chosen, more than one standard error" : "ridge is chosen")}.");
        return isBetter;
    }

    private TrainedHead FinishRidge(RidgeFactorization ridge, FittedScores scores)
    {
        Report("ridge, all samples", 0.9);
        double[] coefficients = ridge.Coefficients(scores.Strength * problem.RowCount, cancellationToken);
        return Fold(HeadKind.Ridge, ridge.Features, scores, coefficients, ridge.Targets.Means);
    }

    /// <summary>Folds standardisation and temperature into weights that act on raw features.</summary>
    private TrainedHead Fold(HeadKind kind, StandardizedFeatures features, FittedScores scores, double[] coefficients, double[] biases)
    {
        int columns = features.ColumnCount;
        float[] weights = new float[coefficients.Length];
        float[] bias = new float[problem.ClassCount];
        for (int c = 0; c < bias.Length; c++)
        {
            double shift = biases[c];
            for (int k = 0; k < columns; k++)
            {
                double weight = coefficients[(c * columns) + k] * features.Inverses[k];
                weights[(c * columns) + k] = (float)(weight / scores.Temperature);
                shift -= weight * features.Means[k];
            }

            bias[c] = (float)(shift / scores.Temperature);
        }

        FeatureMatrix probabilities = Probabilities(scores);
        Report("done", 1);
        return new TrainedHead
        {
            Kind = kind,
            ClassCount = problem.ClassCount,
            FeatureCount = columns,
            Weights = weights,
            Bias = bias,
            Strength = scores.Strength,
            Temperature = scores.Temperature,
            LeftOutScores = new FeatureMatrix(problem.RowCount, problem.ClassCount, [.. scores.Scores.Select(score => (float)score)]),
            LeftOutProbabilities = probabilities,
            LeftOutMetrics = ClassificationMetrics.Compute(probabilities, problem.Labels),
            Diagnostics = _diagnostics,
        };
    }

    private FeatureMatrix Probabilities(FittedScores scores)
    {
        FeatureMatrix probabilities = new(problem.RowCount, problem.ClassCount);
        double[] row = new double[problem.ClassCount];
        for (int i = 0; i < problem.RowCount; i++)
        {
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = scores.Scores[(i * row.Length) + c] / scores.Temperature;
            }

            SoftmaxFunction.Apply(row, row);
            for (int c = 0; c < row.Length; c++)
            {
                probabilities.Row(i)[c] = (float)row[c];
            }
        }

        return probabilities;
    }

    private void Describe(string method, FittedScores scores, IReadOnlyList<double> strengths)
    {
        bool isAtEnd = strengths.Count > 1 && (scores.Strength == strengths.Min() || scores.Strength == strengths.Max());
        Note($"{method}: strength {scores.Strength:G3}{(isAtEnd ? " (at the end of the strengths tried: give a wider grid)" : "")}, temperature {scores.Temperature:G4}, log-loss {scores.MeanLoss:F4}.");
    }

    private void Report(string stage, double fraction) => progress?.Report(new HeadProgress(stage, fraction));

    private void Note(FormattableString text) => _diagnostics.Add(text.ToString(CultureInfo.InvariantCulture));
}
