namespace MlNetTransfer.Pipelines;

/// <summary>What trainings and measurements of all tasks have in common.</summary>
public abstract class TrainCatalogBase
{
    private protected TrainCatalogBase(MLContext context) => Context = context;

    internal MLContext Context { get; }

    /// <summary>Result of one fold of a cross-validation.</summary>
    /// <typeparam name="T">The figures.</typeparam>
    public sealed class CrossValidationResult<T>
        where T : class
    {
        internal CrossValidationResult(ITransformer model, T metrics, IDataView scoredHoldOutSet, int fold)
        {
            Model = model;
            Metrics = metrics;
            ScoredHoldOutSet = scoredHoldOutSet;
            Fold = fold;
        }

        /// <summary>The figures on the rows that the model did not learn from.</summary>
        public T Metrics { get; }

        /// <summary>The model.</summary>
        public ITransformer Model { get; }

        /// <summary>The rows that it did not learn from, with its answers.</summary>
        public IDataView ScoredHoldOutSet { get; }

        /// <summary>Number of the fold, from 0.</summary>
        public int Fold { get; }
    }
}
