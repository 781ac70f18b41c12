using MlNetTransfer.Pipelines.Views;

namespace MlNetTransfer.Pipelines.Data;

/// <summary>Estimators one after another: each learns from what the ones before made of the data.</summary>
/// <typeparam name="TLastTransformer">What the last one learns.</typeparam>
/// <remarks>Immutable; appending makes another chain.</remarks>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    private readonly IEstimator<ITransformer>[] _estimators;
    private readonly TransformerScope[] _scopes;
    private readonly bool[] _cacheAfter;

    /// <summary>Makes an empty chain.</summary>
    public EstimatorChain()
        : this([], [], [])
    {
    }

    private EstimatorChain(IEstimator<ITransformer>[] estimators, TransformerScope[] scopes, bool[] cacheAfter)
    {
        _estimators = estimators;
        _scopes = scopes;
        _cacheAfter = cacheAfter;
        LastEstimator = estimators.LastOrDefault() as IEstimator<TLastTransformer>;
    }

    /// <summary>The last estimator; null when the chain is empty.</summary>
    public IEstimator<TLastTransformer>? LastEstimator { get; }

    /// <summary>Checks the columns of the whole chain, then lets each estimator learn in turn.</summary>
    /// <param name="input">The data.</param>
    /// <returns>The transformers.</returns>
    /// <exception cref="ArgumentException">A column is missing or of another type; said before anything is learnt.</exception>
    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        GetOutputSchema(SchemaShape.Create(input.Schema));
        ITransformer[] learnt = new ITransformer[_estimators.Length];
        IDataView view = input;
        for (int i = 0; i < learnt.Length; i++)
        {
            learnt[i] = _estimators[i].Fit(view);
            if (i < learnt.Length - 1)
            {
                view = learnt[i].Transform(view);
                view = _cacheAfter[i] ? new CachedDataView(view) : view;
            }
        }

        return new TransformerChain<TLastTransformer>(learnt, _scopes);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _estimators.Aggregate(inputSchema, (shape, e) => e.GetOutputSchema(shape));

    /// <summary>A chain with one more estimator.</summary>
    /// <typeparam name="TNewTrans">What it learns.</typeparam>
    /// <param name="estimator">The estimator.</param>
    /// <param name="scope">When its transformer takes part.</param>
    /// <returns>The longer chain.</returns>
    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>([.. _estimators, estimator], [.. _scopes, scope], [.. _cacheAfter, false]);
    }

    /// <summary>The same chain; what its last transformer makes of the training data is kept in memory for the estimators that follow.</summary>
    /// <param name="env">The context; not used.</param>
    /// <returns>The chain.</returns>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(MLContext? env) =>
        _cacheAfter.Length == 0 ? this : new EstimatorChain<TLastTransformer>(_estimators, _scopes, [.. _cacheAfter[..^1], true]);
}
