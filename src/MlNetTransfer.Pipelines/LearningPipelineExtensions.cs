using MlNetTransfer.Pipelines.Data;

namespace MlNetTransfer.Pipelines;

/// <summary>Puts estimators one after another.</summary>
public static class LearningPipelineExtensions
{
    /// <summary>A chain of two estimators.</summary>
    /// <typeparam name="TTrans">What the second one learns.</typeparam>
    /// <param name="start">The first one.</param>
    /// <param name="estimator">The second one.</param>
    /// <param name="scope">When its transformer takes part.</param>
    /// <returns>The chain.</returns>
    public static EstimatorChain<TTrans> Append<TTrans>(
        this IEstimator<ITransformer> start, IEstimator<TTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(start);
        return new EstimatorChain<ITransformer>().Append(start).Append(estimator, scope);
    }

    /// <summary>A chain of an estimator whose output on the training data is kept in memory for the estimators that follow.</summary>
    /// <typeparam name="TTrans">What the estimator learns.</typeparam>
    /// <param name="start">The estimator.</param>
    /// <param name="env">The context; not used.</param>
    /// <returns>The chain.</returns>
    public static EstimatorChain<TTrans> AppendCacheCheckpoint<TTrans>(this IEstimator<TTrans> start, MLContext? env)
        where TTrans : class, ITransformer => new EstimatorChain<ITransformer>().Append(start).AppendCacheCheckpoint(env);

    /// <summary>An estimator that tells what it has learnt.</summary>
    /// <typeparam name="TTransformer">What it learns.</typeparam>
    /// <param name="estimator">The estimator.</param>
    /// <param name="onFit">Told after each fit.</param>
    /// <returns>The estimator.</returns>
    public static IEstimator<TTransformer> WithOnFitDelegate<TTransformer>(this IEstimator<TTransformer> estimator, Action<TTransformer> onFit)
        where TTransformer : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(onFit);
        return new Telling<TTransformer>(estimator, onFit);
    }

    private sealed class Telling<TTransformer>(IEstimator<TTransformer> estimator, Action<TTransformer> onFit) : IEstimator<TTransformer>
        where TTransformer : class, ITransformer
    {
        public TTransformer Fit(IDataView input)
        {
            TTransformer learnt = estimator.Fit(input);
            onFit(learnt);
            return learnt;
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => estimator.GetOutputSchema(inputSchema);
    }
}
