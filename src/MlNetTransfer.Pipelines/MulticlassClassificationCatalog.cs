using MlNetTransfer.Pipelines.Data;
using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines;

/// <summary>Trains and measures classifiers.</summary>
public sealed class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(MLContext context)
        : base(context) => Trainers = new MulticlassClassificationTrainers(context);

    /// <summary>The trainers; see the extension methods.</summary>
    public MulticlassClassificationTrainers Trainers { get; }

    /// <summary>Measures answers against labels.</summary>
    /// <param name="data">Labels and answers.</param>
    /// <param name="labelColumnName">The labels, a key.</param>
    /// <param name="scoreColumnName">The probabilities.</param>
    /// <param name="predictedLabelColumnName">Not needed: the answer is the largest probability.</param>
    /// <param name="topKPredictionCount">Number of places for the top-k accuracy; 0 for none.</param>
    /// <returns>The figures.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type, or there is no row to measure.</exception>
    public MulticlassClassificationMetrics Evaluate(
        IDataView data,
        string labelColumnName = "Label",
        string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel",
        int topKPredictionCount = 0)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegative(topKPredictionCount);
        return MulticlassEvaluator.Evaluate(data, labelColumnName, scoreColumnName, topKPredictionCount);
    }

    /// <summary>Trains and measures several times, each time on other rows.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="estimator">The training.</param>
    /// <param name="numberOfFolds">Number of trainings.</param>
    /// <param name="labelColumnName">The labels, a key after training.</param>
    /// <param name="samplingKeyColumnName">Rows with equal values here stay together; null for none.</param>
    /// <param name="seed">Where random numbers start; null for the context's.</param>
    /// <returns>Model and figures of each fold.</returns>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> estimator,
        int numberOfFolds = 5,
        string labelColumnName = "Label",
        string? samplingKeyColumnName = null,
        int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        List<CrossValidationResult<MulticlassClassificationMetrics>> results = [];
        foreach (DataOperationsCatalog.TrainTestData fold in Context.Data.CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed))
        {
            ITransformer model = estimator.Fit(fold.TrainSet);
            IDataView scored = new CachedDataView(model.Transform(fold.TestSet));
            results.Add(new CrossValidationResult<MulticlassClassificationMetrics>(model, Evaluate(scored, labelColumnName), scored, results.Count));
        }

        return results;
    }

    /// <summary>The trainers; see the extension methods.</summary>
    public sealed class MulticlassClassificationTrainers
    {
        internal MulticlassClassificationTrainers(MLContext context) => Context = context;

        internal MLContext Context { get; }
    }
}
